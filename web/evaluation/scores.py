"""The scores of one department: overall, by dimension, by kind of rater, and what changed."""

from graph.evaluation.figures import Document, Score, Subgroup
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import strengths
from web.evaluation.cells import Scores
from web.reports.cells import DASH, Head, number
from web.reports.content import Block, Cell, Paragraph, Table

_FIGURES: Head = (
    (Text("得分", "Score"), True),
    (Text("95%区间", "95 % interval"), True),
    (Text("均值", "Mean"), True),
    (says.RANKS, True),
    (Text("判断", "Verdict"), False),
)
_PLAIN: Head = (_FIGURES[0], _FIGURES[-1])
"""Plain means have neither interval nor rank, and are not set beside the mean."""
_DIMENSION = Text("维度", "Dimension")
_CAPTION = Text(
    "圆点为得分，横线为95%区间，虚线为均值", "dot: score; line: 95 % interval; dashes: mean"
)
_MEAN_NOTE = Text(
    "均值为各家可显示得分的平均。判断已做多重比较校正。",
    "The mean is that of the scores shown. Verdicts allow for several comparisons.",
)
_PLAIN_NOTE = Text(
    "得分为收到打分的平均，未校正宽严，没有区间和名次。",
    "Means of the ratings received, not corrected for severity, without interval and rank.",
)


class DepartmentScores:
    """Makes the sections about the scores of a department."""

    def __init__(self, report: Document, language: Language) -> None:
        self.report, self.cells = report, Scores(report, language)
        self.total, self.by_dimension = report.scores[0], report.scores[1:]
        self.figures = _FIGURES if report.corrected else _PLAIN

    def overall(self) -> list[Block]:
        """Return the overall score."""
        name, head = (
            Text("综合得分", "Overall score"),
            ((Text("范围", "Scope"), False), *self.figures),
        )
        return [self.cells.table(name, head, [self._row(self.total)])]

    def dimensions(self) -> list[Block]:
        """Return table and figure of the dimensions, and scores by kind of rater."""
        name = Text("各维度得分", "Scores by dimension")
        rows = [self._row(each) for each in self.by_dimension]
        note = _MEAN_NOTE if self.report.corrected else _PLAIN_NOTE
        table = self.cells.table(name, ((_DIMENSION, False), *self.figures), rows, note)
        order = [*self.by_dimension, self.total]
        labelled = [(self.cells.name(each).text, each) for each in order]
        return [table, *self.cells.whiskers(labelled, _CAPTION), *self._kinds()]

    def change(self) -> list[Block]:
        """Return the direction since the last round, where there is one."""
        if not any(each.change for each in self.report.scores):
            return []
        rules = self.report.rules
        least, share = rules.min_overlap, f"{rules.change:.1%}"
        note = Text(
            f"只比较两期都评过的部门，不少于{least}家。只给方向，不给数值；"
            f"变化不足量程的{share}为持平。",
            f"Raters of both rounds only, at least {least}. Direction without value; less than "
            f"{share} of the scale is no clear change.",
        )
        name = Text("较上期变化", "Change since the last round")
        head = ((_DIMENSION, False), (Text("较上期", "Since the last round"), False))
        rows = [(self.cells.name(each), self.cells.change(each)) for each in self.report.scores]
        return [self.cells.table(name, head, rows, note)]

    def strengths(self) -> list[Block]:
        """Return strengths and weak points, from the dimensions only."""
        return [Paragraph(self.cells.of(each)) for each in strengths(self.report)]

    def _row(self, figure: Score) -> tuple[Cell, ...]:
        make = self.cells
        name, score, verdict = make.name(figure), make.score(figure), make.verdict(figure)
        if not self.report.corrected:
            return name, score, verdict
        place = make.interval(figure), make.mean(figure), make.ranks(figure)
        return name, score, *place, verdict

    def _kinds(self) -> list[Table]:
        """Return the scores by kind of rater (P4)."""
        groups = {(each.kind, each.dimension): each for each in self.report.subgroups}
        if not groups:
            return []
        keys, least = self.report.round.dimensions, self.report.rules.min_subgroup
        rows = [
            (self.cells.words(kind), *(self._kind(groups.get((kind, key))) for key in keys))
            for kind in dict.fromkeys(kind for kind, _ in groups)
        ]
        head = ((Text("类别", "Kind"), False), *((says.dimension(key), True) for key in keys))
        note = Text(
            f"本类与其余各不少于{least}家才显示。",
            f"Shown where the kind and the rest are at least {least} each.",
        )
        return [self.cells.table(Text("按评价部门类别", "By kind of rater"), head, rows, note)]

    def _kind(self, group: Subgroup | None) -> Cell:
        if group is None:
            return DASH
        if group.score is None:
            return self.cells.held(says.hidden(group.reason or "protected", self.report.rules))
        return number(group.score, self.report.round.decimals, self.cells.of(says.before(group)))
