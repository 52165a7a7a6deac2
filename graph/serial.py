"""Ids of loads: L, the local date, and a number that no load of that day had before."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from graph import durable_files


def next_id(serial: Path, existing: Iterable[str], created: datetime) -> str:
    """Return an id for a load made at `created` and note it in the file `serial`.

    The file keeps the last id of each day, so that the id of a deleted load is not given again;
    `existing` are the ids in use, which count too should the file be lost.
    """
    day = f"L{created.astimezone():%Y%m%d}"
    noted = serial.read_text("utf-8", "replace").split() if serial.is_file() else []
    last: dict[str, int] = {}
    for known in (*noted, *existing):
        of, _, number = known.partition("-")
        if number.isdecimal():
            last[of] = max(last.get(of, 0), int(number))
    last[day] = last.get(day, 0) + 1
    durable_files.replace(serial, "".join(f"{of}-{n:02d}\n" for of, n in sorted(last.items())))
    return f"{day}-{last[day]:02d}"
