"""Scores of all departments: where they come from, overall, by dimension."""

from graph.evaluation.figures import Oversight, Score, Split, Verdict
from graph.text import Language, Text
from queries import evaluation_words as says
from web.evaluation.cells import Scores
from web.reports.cells import DASH, number, whole_share
from web.reports.content import Block, Cell, Tone

DEPARTMENT = Text("部门", "Department")
_SPLITS = (
    (Text("维度", "Dimension"), False),
    *((text, key != "apart") for key, text in says.SPLITS.items()),
)
_SPLITS_NOTE = Text(
    "前三列为得分差异来源的占比。施受相关：打分宽的部门得分高不高；双向相关：一对部门互评像不像。",
    "The first three columns share out the variance. Give and get: whether lenient raters get "
    "more; both ways: whether two departments rate each other alike.",
)
_COMMON = ((DEPARTMENT, False), (Text("实评", "Answered"), False), (Text("得分", "Score"), True))
_VERDICT = ((Text("判断", "Verdict"), False), (Text("较上期", "Since last"), False))
_CORRECTED = (
    *_COMMON,
    (Text("95%区间", "95 % interval"), True),
    (Text("可能名次", "Ranks"), True),
    *_VERDICT,
)
_LEAGUE_NOTE = Text(
    "按得分排列，不予显示的列在最后。判断已做多重比较校正。",
    "In the order of scores, those not shown last. Verdicts allow for several comparisons.",
)
_PLAIN_NOTE = Text(
    "得分为简单平均，未校正宽严，不作判断；不予显示的列在最后。",
    "Plain means, not corrected for severity, without verdict; those not shown come last.",
)
_CAPTION = Text(
    "综合得分：圆点为得分，横线为95%区间，虚线为均值",
    "overall scores; dot: score; line: 95 % interval; dashes: mean",
)
_SHORT: dict[Verdict, tuple[Text, Tone]] = {
    "above": (Text(" ●高", " ● high"), "ok"),
    "below": (Text(" ◆低", " ◆ low"), "late"),
    "level": (Text("", ""), ""),
    "": (Text("", ""), ""),
}
_MAP_NOTE = Text(
    "●高：明显高于均值；◆低：明显低于均值；其余无明显差别。",
    "● high: clearly above the mean; ◆ low: clearly below; else no clear difference.",
)
_NAMED_NOTE = Text(
    "该部门事先声明具名评价；得分为其原分，未校正宽严。",
    "It had declared that it rates openly; the scores are as given.",
)


class League:
    """Makes the tables of scores of an oversight report."""

    def __init__(self, report: Oversight, language: Language) -> None:
        self.report, self.facts, self.cells = report, report.round, Scores(report, language)
        self.scores = {(each.department, each.dimension): each for each in report.scores}

    def splits(self) -> list[Block]:
        """Return the table of where scores come from."""
        rows = [self._split(each) for each in self.report.splits]
        return (
            [self.cells.table(says.TITLES["splits"], _SPLITS, rows, _SPLITS_NOTE)] if rows else []
        )

    def overall(self) -> list[Block]:
        """Return the league with intervals; those not shown come last, by id."""
        ordered = sorted((each for each in self.report.scores if not each.dimension), key=_place)
        head = _CORRECTED if self.report.design.corrected else (*_COMMON, *_VERDICT)
        rows = [self._placed(each) for each in ordered]
        name = Text("综合得分", "Overall scores")
        labelled = [(self.facts.name(each.department), each) for each in ordered]
        note = _LEAGUE_NOTE if self.report.design.corrected else _PLAIN_NOTE
        table = self.cells.table(name, head, rows, note)
        return [table, *self.cells.whiskers(labelled, _CAPTION)]

    def dimensions(self) -> list[Block]:
        """Return the map of departments and dimensions."""
        keys = self.facts.dimensions
        head = ((DEPARTMENT, False), *((says.dimension(key), True) for key in keys))
        rows = [
            (
                self.cells.words(each.name),
                *(self._mapped(self.scores.get((each.id, key))) for key in keys),
            )
            for each in self.facts.departments
        ]
        name = Text("各维度得分", "Scores by dimension")
        note = _MAP_NOTE if self.report.design.corrected else says.UNCORRECTED
        return [self.cells.table(name, head, rows, note)]

    def named(self) -> list[Block]:
        """Return what open raters gave, as theirs."""
        return [
            self._named_by(rater) for rater in dict.fromkeys(n.rater for n in self.report.named)
        ]

    def _named_by(self, rater: str) -> Block:
        keys, facts = self.facts.dimensions, self.facts
        given = {(n.ratee, n.dimension): n.score for n in self.report.named if n.rater == rater}
        head = (
            (Text("被评部门", "Ratee"), False),
            *((says.dimension(key), True) for key in keys),
        )
        rows = [
            (
                self.cells.words(each.name),
                *(number(given.get((each.id, key)), facts.decimals) for key in keys),
            )
            for each in facts.departments
            if any((each.id, key) in given for key in keys)
        ]
        name = facts.name(rater)
        title = Text(f"{name}的具名评价", f"Rated openly by {name}")
        return self.cells.table(title, head, rows, _NAMED_NOTE)

    def _split(self, one: Split) -> tuple[Cell, ...]:
        apart = one.distinguishable
        return (
            self.cells.words(says.dimension(one.dimension)),
            *(whole_share(each) for each in (one.ratee, one.rater, one.pair)),
            *(number(each, 2) for each in (one.reliability, one.generalised, one.dyadic)),
            whole_share(one.stable),
            self.cells.marked(says.ABLE[apart], "ok" if apart else "none"),
        )

    def _placed(self, figure: Score) -> tuple[Cell, ...]:
        make = self.cells
        spans = (make.interval(figure), make.ranks(figure)) if self.report.design.corrected else ()
        return (
            make.words(self.facts.name(figure.department)),
            make.words(says.counted(figure.raters, self.report.rules)),
            make.score(figure),
            *spans,
            make.verdict(figure, short=True),
            make.change(figure),
        )

    def _mapped(self, figure: Score | None) -> Cell:
        if figure is None:
            return DASH
        after, tone = _SHORT[figure.verdict]
        made = self.cells.score(figure, self.cells.of(after))
        return made if made.held else Cell(made.text, made.number, made.pattern, tone)


def _place(figure: Score) -> tuple[bool, float, str]:
    """Return the key of the order: published scores only."""
    return figure.score is None, -(figure.score or 0), figure.department
