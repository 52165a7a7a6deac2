"""Where two loads are from, line by line."""

from typing import NamedTuple

from graph.load import Load
from queries.query import Answer
from web import figures
from web.language import gettext
from web.pages import calendar_name


class SourceLine(NamedTuple):
    """One thing told of both loads, and whether it is the same."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the loads differ in it."""
        return self.before != self.after


def sources(first: Load, second: Load, overviews: list[Answer]) -> list[SourceLine]:
    """Return the file, the span and the settings of two loads."""
    both = (first, second)
    spans = [_span(load, overview) for load, overview in zip(both, overviews, strict=True)]
    found = [
        (gettext("来源"), [load.source.name for load in both]),
        (gettext("文件"), [_files(load) for load in both]),
        (gettext("装载时间"), [figures.instant(load.created_at) for load in both]),
        (
            gettext("截至"),
            [figures.instant(each.source.as_of, each.source.timezone) for each in both],
        ),
        (gettext("数据始于"), [span[0] for span in spans]),
        (gettext("数据止于"), [span[1] for span in spans]),
        (gettext("工作日历"), [calendar_name(load) for load in both]),
    ]
    return [SourceLine(label, *texts) for label, texts in found]


def _files(load: Load) -> str:
    total = figures.size(sum(file.size for file in load.source.files))
    return gettext("%(count)s 个，共 %(size)s", count=len(load.source.files), size=total)


def _span(load: Load, overview: Answer) -> tuple[str, str]:
    at = {row["name"]: row["at"] for row in overview.rows.to_pylist()}
    zone = load.source.timezone
    return figures.instant(at["first_at"], zone), figures.instant(at["last_at"], zone)
