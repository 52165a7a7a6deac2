"""A file sent by a browser becomes a load, or a refusal that leaves everything as it was."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import CalendarError, InputError
from web.import_report import refused_page
from web.importing import SUFFIXES, Imported
from web.language import gettext, words
from web.loads import data_page
from web.parts import parts

blueprint = Blueprint("uploads", __name__)

OPTIONS = (
    "department",
    "person",
    "item",
    "case",
    "activity",
    "start",
    "end",
    "missing",
    "final",
    "calendar",
    "timezone",
)
CALENDARS = ("china", "none")
LONGEST_NAME = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


@blueprint.post("/data/upload")
def upload() -> AnyResponse:
    """Import the uploaded file and open its report; a refusal leaves the active load alone."""
    given = {name: request.form.get(name, "").strip() for name in OPTIONS}
    try:
        imported = _import(request.files.get("file"), _options(given))
    except (InputError, CalendarError) as error:
        return data_page(422, words(error.text), given)
    if imported.load is None:
        return refused_page(imported, "strict" in request.form)
    flash(_summary(imported))
    return redirect(url_for("import_report.show", load_id=imported.load.load_id), 303)


def _import(file: FileStorage | None, options: Mapping[str, str]) -> Imported:
    if file is None or not file.filename:
        raise InputError("没有选择文件。请先选一个文件再上传。", "No file was chosen. Choose one.")
    with TemporaryDirectory(prefix="xietu-upload-") as folder:
        path = Path(folder, safe_name(file.filename))
        file.save(path)
        return parts().importer(path, strict="strict" in request.form, options=options)


def safe_name(name: str) -> str:
    r"""Return a plain file name for the name a browser sent; raises `InputError` for its kind.

    >>> safe_name("../../etc/九月 月报.XLSX"), safe_name("C:\\a\\b.csv.gz")
    ('九月 月报.xlsx', 'b.csv.gz')
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    suffix = max((s for s in SUFFIXES if last.lower().endswith(s)), key=len, default="")
    if not suffix:
        raise InputError(
            f"不认识的文件类型：{last or name!r}。可以上传 {'、'.join(SUFFIXES)}。"
            "压缩包请先解压；WPS 的 .et 请另存为 .xlsx。",
            f"Not a kind of file that can be read: {last or name!r}. Upload one of "
            f"{', '.join(SUFFIXES)}. Unpack archives first; save a WPS .et file as .xlsx.",
        )
    stem = _FORBIDDEN.sub("_", last[: -len(suffix)]).strip(". ")[:LONGEST_NAME]
    return (stem or "upload") + suffix


def _options(given: Mapping[str, str]) -> dict[str, str]:
    """Return the options that were filled in; raises `InputError` for one that cannot work."""
    options = {name: text for name, text in given.items() if text}
    if options.get("calendar", "china") not in CALENDARS:
        raise InputError("工作日历只能选 china 或 none。", "The calendar is china or none.")
    _check_zone(options.get("timezone", "UTC"))
    return options


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise InputError(
            f"没有时区 {name!r}。请写成 Asia/Shanghai 的样子。",
            f"There is no time zone {name!r}. Write it like Asia/Shanghai.",
        ) from cause


def _summary(imported: Imported) -> str:
    if imported.load is None or not imported.load.refused:
        return gettext("已装载并启用，没有拒收的行。")
    return gettext(
        "已装载并启用，拒收 %(rows)s 行，其余都可用。", rows=f"{imported.load.refused:,}"
    )
