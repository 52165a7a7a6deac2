"""Ratings beside the process: a row for each dimension, and pictures of the two that have both."""

from collections.abc import Callable
from typing import NamedTuple

from graph.clock import WORKING_DAY
from graph.evaluation.figures import Document, Objective, Process, Score
from queries.evaluation_words import RETURNS, WAITS, dimension, hidden, quadrant, score
from web import figures
from web.evaluation.quadrant import Measure, Quadrant
from web.evaluation.quadrant import quadrant as drawn
from web.evaluation.scores_view import LIGHTS, Light, brief
from web.language import gettext, words

EFFICIENCY, QUALITY = "工作效率", "工作质量"
PROCESS_LIGHTS: dict[Process, str] = {"slow": "late", "fast": "ok", "usual": "none", "": ""}
Facts = tuple[str, str, Light]
"""The figure of a department, that of the city, and the verdict."""


class Beside(NamedTuple):
    """What the ratings and the process say of a dimension."""

    name: str
    score: str
    hidden: str
    rated: Light
    process: str
    city: str
    judged: Light
    agrees: str
    differs: bool


class Corner(NamedTuple):
    """The picture of one dimension beside the process, with its words."""

    name: str
    department: str
    agrees: str
    drawn: Quadrant
    across: str
    city: str
    far: str
    says: str


def waiting_facts(process: Objective) -> Facts:
    """Return the waiting before a department."""
    if process.wait is None:
        return gettext("交接太少"), "", ("", words(WAITS[""]))
    own, city = (figures.days(each, WORKING_DAY) for each in (process.wait, process.wait_city))
    return (
        gettext("等待中位数%(days)s个工作日", days=own),
        gettext("全市%(figure)s", figure=city),
        (PROCESS_LIGHTS[process.waits], words(WAITS[process.waits])),
    )


def return_facts(process: Objective) -> Facts:
    """Return the share of what a department got that it sent back."""
    if process.returned is None:
        return gettext("收到的件太少"), "", ("", words(RETURNS[""]))
    own, city = (figures.share(each) for each in (process.returned, process.returned_city))
    return (
        gettext("退回率%(share)s（%(count)s次）", share=own, count=process.returns),
        gettext("全市%(figure)s", figure=city),
        (PROCESS_LIGHTS[process.returns_are], words(RETURNS[process.returns_are])),
    )


def _nothing(process: Objective) -> Facts:
    return gettext("没有对应的流程指标"), "", ("", figures.UNKNOWN)


MEASURED: dict[str, Callable[[Objective], Facts]] = {
    EFFICIENCY: waiting_facts,
    QUALITY: return_facts,
}


def beside(document: Document, one: Score) -> Beside:
    """Return the row of the dimension that `one` is the score of."""
    process, city, judged = MEASURED.get(one.dimension, _nothing)(document.objective)
    places = {EFFICIENCY: document.objective.efficiency, QUALITY: document.objective.quality}
    return Beside(
        words(dimension(one.dimension)),
        words(score(one, document.round, document.rules)),
        words(hidden(one.reason or "protected", document.rules)) if one.score is None else "",
        (LIGHTS[one.verdict], brief(one.verdict)),
        process,
        city,
        judged,
        words(quadrant(one.dimension, document.objective)),
        places.get(one.dimension, "") in ("hidden", "perception"),
    )


def corners(document: Document) -> list[Corner]:
    """Return the pictures of 工作效率 and 工作质量, where score and process are both shown."""
    process, short = document.objective, shortened(document.department.name)
    across = {
        EFFICIENCY: (_days(process), gettext("等待中位数，工作日"), gettext("慢"), waiting_facts),
        QUALITY: (_returns(process), gettext("退回率"), gettext("退得多"), return_facts),
    }
    made = []
    for one in document.scores:
        measure, label, far, facts = across.get(one.dimension, (None, "", "", _nothing))
        picture = measure and drawn(one, measure, document.round.low, document.round.high)
        if picture:
            own, city, _ = facts(process)
            name = words(dimension(one.dimension))
            rated = words(score(one, document.round, document.rules))
            says = gettext("%(name)s：得分%(score)s，%(process)s，%(city)s",
                           name=name, score=rated, process=own, city=city)  # fmt: skip
            agrees = words(quadrant(one.dimension, process))
            made.append(Corner(name, short, agrees, picture, label, city, far, says))
    return made


def shortened(name: str) -> str:
    """Return a name that fits into a picture.

    >>> shortened("水利局"), shortened("经济技术开发区管理委员会政务服务局")
    ('水利局', '经济技术开发区管…')
    """
    return name if len(name) <= 9 else f"{name[:8]}…"


def _days(process: Objective) -> Measure | None:
    if process.wait is None or process.wait_city is None:
        return None
    low, high = (
        None if each is None else each / WORKING_DAY
        for each in (process.wait_low, process.wait_high)
    )
    return Measure(process.wait / WORKING_DAY, low, high, process.wait_city / WORKING_DAY)


def _returns(process: Objective) -> Measure | None:
    if process.returned is None or process.returned_city is None:
        return None
    return Measure(
        process.returned, process.returned_low, process.returned_high, process.returned_city
    )
