"""How far ratings and process agree over all departments, for the oversight report."""

from collections import Counter

from graph.evaluation.figures import Agreement, Objective, Oversight, Quadrant, Relation
from graph.text import Language, Text
from queries import evaluation_words as says
from web.evaluation.cells import Scores
from web.evaluation.league import DEPARTMENT
from web.reports.cells import DASH, days, share
from web.reports.content import Block, Cell, Paragraph

_QUADRANTS: tuple[Quadrant, ...] = ("confirmed", "perception", "hidden", "good")
_HEAD = (
    (DEPARTMENT, False),
    (Text("等待，工作日", "Wait, wd"), True),
    (Text("效率得分", "Efficiency"), True),
    (Text("效率对照", "Efficiency and waits"), False),
    (Text("退回率", "Returned"), True),
    (Text("质量得分", "Quality"), True),
    (Text("质量对照", "Quality and returns"), False),
)
RELATIONS: dict[Relation, Text] = {
    "lower": Text(
        "同一对部门之间，等待越久，打分越低（置换检验，p≤0.05）；为保护评价部门，只给方向。",
        "Within pairs longer waits go with lower ratings (permutation test, p ≤ 0.05); to protect "
        "the raters only the direction is told.",
    ),
    "higher": Text(
        "同一对部门之间，等待越久，打分反而越高（置换检验，p≤0.05）；为保护评价部门，只给方向。",
        "Within pairs longer waits go with higher ratings (permutation test, p ≤ 0.05); to protect "
        "the raters only the direction is told.",
    ),
    "none": Text(
        "同一对部门之间，看不出等待与打分有关（置换检验，p>0.05）。",
        "Within pairs waits and ratings show no relation (permutation test, p > 0.05).",
    ),
}


class Agreements:
    """Makes the section of ratings beside the process of an oversight report."""

    def __init__(self, report: Oversight, language: Language) -> None:
        self.report, self.cells = report, Scores(report, language)
        self.scores = {(each.department, each.dimension): each for each in report.scores}

    def blocks(self) -> list[Block]:
        """Return how far they agree, in sentences, and each department."""
        said = [*_quadrants(self.report.objective), *self._said(self.report.agreement)]
        rows = [self._row(each) for each in self.report.objective]
        table = self.cells.table(Text("各部门对照", "Departments"), _HEAD, rows)
        return [*(Paragraph(self.cells.of(each)) for each in said), table]

    def _said(self, one: Agreement) -> list[Text]:
        found = []
        if one.wait_correlation is not None:
            found.append(_departments(one.wait_correlation, one.wait_p))
        if one.pairs:
            found.append(RELATIONS[one.pairs])
        if self.report.design.corrected:
            found.append(_counts(one))
        return found

    def _row(self, one: Objective) -> tuple[Cell, ...]:
        efficiency, quality = (self._score(one, key) for key in ("工作效率", "工作质量"))
        return (
            self.cells.words(self.report.round.name(one.department)),
            days(one.wait),
            efficiency,
            self.cells.quadrant("工作效率", one, efficiency, short=True),
            share(one.returned),
            quality,
            self.cells.quadrant("工作质量", one, quality, short=True),
        )

    def _score(self, one: Objective, key: str) -> Cell:
        figure = self.scores.get((one.department, key))
        return DASH if figure is None else self.cells.score(figure)


def _quadrants(objective: tuple[Objective, ...]) -> list[Text]:
    counts: Counter[Quadrant] = Counter(one.efficiency for one in objective if one.efficiency)
    if not counts:
        return []
    zh, en = (
        [f"{says.SHORT_EFFICIENCY[each].zh}{counts[each]}家" for each in _QUADRANTS],
        [f"{says.SHORT_EFFICIENCY[each].en} {counts[each]}" for each in _QUADRANTS],
    )
    return [
        Text(
            f"工作效率与等待对照：{'，'.join(zh)}，其余不作对照。",
            f"Efficiency beside waits: {', '.join(en)}; no statement on the others.",
        )
    ]


def _departments(correlation: float, p: float | None) -> Text:
    value = _signed(correlation, 2)
    return Text(
        f"部门的效率得分与等待的相关系数为{value}（{_p(p)}），负数表示等得久的得分低。",
        f"Across departments efficiency and waits correlate at {value} ({_p(p)}); negative means "
        "that long waits go with low scores.",
    )


def _counts(one: Agreement) -> Text:
    return Text(
        f"流程慢而没有低评的配对{one.slow_unsaid}个，有低评而流程不慢的{one.said_not_slow}个，"
        f"两者都有的{one.said_and_slow}个。",
        f"Pairs slow and not rated low: {one.slow_unsaid}; rated low and not slow: "
        f"{one.said_not_slow}; both: {one.said_and_slow}.",
    )


def _signed(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace("-", "−")


def _p(value: float | None) -> str:
    if value is None:
        return "p=—"
    return "p<0.01" if value < 0.01 else f"p={value:.2f}"
