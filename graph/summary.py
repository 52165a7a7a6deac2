"""The summary of a load that has just been built."""

from datetime import datetime
from getpass import getuser
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from graph import durable_files
from graph.build import Build
from graph.load import Load

SCHEMA_VERSION = 3
"""2: with the causes of waiting; 3: with sections of departments. Loads of versions 1 and 2 can be
read; they lack these tables."""


def summary(build: Build, folder: Path, load_id: str, created: datetime) -> Load:
    """Return what is to be known of the load that `build` has written into `folder`."""
    counts = pq.read_table(folder / "counts.parquet").to_pydict()
    files = sorted(folder.glob("*.parquet"))
    return Load(
        load_id=load_id,
        source=build.source,
        created_at=created,
        created_by=_user(),
        levels=build.levels,
        evidence=build.weakest_evidence,
        rows={file.stem: pq.read_metadata(file).num_rows for file in files},
        read=sum(counts["read"]),
        loaded=sum(counts["loaded"]),
        refused=sum(counts["refused"]),
        quality=dict(build.quality),
        digests={file.stem: durable_files.digest(file) for file in files},
        schema_version=SCHEMA_VERSION,
        release=version("xietu"),
    )


def _user() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return ""
