"""Scores of all departments: where they come from, overall, by dimension, beside the process."""

from collections import Counter

from collections.abc import Sequence

from graph.evaluation.figures import Objective, Oversight, Score, Verdict
from graph.text import Language, Text
from queries import evaluation_words as says
from web import evaluation_cells as cells
from web.report_cells import DASH, columns, days, marked, number, share, words
from web.report_content import Block, Cell, Column, Paragraph, Table, Tone

_SHORT: dict[Verdict, tuple[Text, Tone]] = {
    "above": (Text(" ●高", " ● high"), "ok"),
    "below": (Text(" ◆低", " ◆ low"), "late"),
    "level": (Text("", ""), ""),
    "": (Text("", ""), ""),
}
_DEPARTMENT = Text("部门", "Department")


class League:
    """Makes the tables of scores of an oversight report."""

    def __init__(self, report: Oversight, language: Language) -> None:
        self.report, self.language = report, language
        self.cells = cells.Scores(report, language)
        self.facts = report.round
        self.scores = {(each.department, each.dimension): each for each in report.scores}

    def splits(self) -> list[Block]:
        """Return the table of where scores come from."""
        if not self.report.splits:
            return []
        head = self._columns(
            (Text("维度", "Dimension"), 1.2, False),
            (Text("被评部门", "Ratee"), 1, True),
            (Text("评价宽严", "Rater"), 1, True),
            (Text("双方关系", "Pair"), 1, True),
            (Text("信度", "Reliability"), 0.8, True),
            (Text("施受相关", "Giving and getting"), 1, True),
            (Text("双向相关", "Both ways"), 1, True),
            (Text("多期稳定", "Lasting"), 1, True),
            (Text("能否区分部门", "Tells departments apart"), 1.3, False),
        )
        rows = []
        for each in self.report.splits:
            yes = marked(Text("能", "yes"), "ok", self.language)
            no = marked(Text("难以区分", "hardly"), "none", self.language)
            rows.append((
                words(says.dimension(each.dimension), self.language),
                *(_whole(value) for value in (each.ratee, each.rater, each.pair)),
                *(number(v, 2) for v in (each.reliability, each.generalised, each.dyadic)),
                _whole(each.stable),
                yes if each.distinguishable else no,
            ))  # fmt: skip
        note = Text("前三列为得分差异来源的占比。施受相关：打分宽的部门得分高不高；双向相关：一对部门互评像不像。",
                    "The first three columns share out the variance. Giving and getting: whether "
                    "lenient raters get more; both ways: whether two departments rate each other alike.")  # fmt: skip
        return [self._table(Text("看法从哪里来", "Whose view it is"), head, rows, note)]

    def overall(self) -> list[Block]:
        """Return the league with intervals; those not shown come last, by id."""
        ordered = sorted(self._overall(), key=_place)
        if self.report.design.corrected:
            head, row = self._columns(*_CORRECTED), self._corrected
        else:
            head, row = self._columns(*_PLAIN), self._plain
        table = self._table(
            Text("综合得分", "Overall scores"),
            head,
            [row(each) for each in ordered],
            Text("按得分排列，不予显示的列在最后。判断已做多重比较校正。",
                 "In the order of scores, those not shown last. Verdicts allow for several comparisons."),
        )  # fmt: skip
        caption = Text("综合得分：圆点为得分，横线为95%区间，虚线为均值",
                       "overall: dot: score; line: 95 % interval; dashes: mean")  # fmt: skip
        pairs = [(self.facts.name(each.department), each) for each in ordered]
        return [table, *self.cells.whiskers(pairs, caption)]

    def dimensions(self) -> list[Block]:
        """Return the map of departments and dimensions."""
        keys = self.facts.dimensions
        head = self._columns(
            (_DEPARTMENT, 1.25, False), *((says.dimension(key), 1.0, True) for key in keys)
        )
        rows = [
            (words(each.name), *(self._mapped(self.scores.get((each.id, key))) for key in keys))
            for each in self.facts.departments
        ]
        # words long enough for a score beyond what is shown, with its mark
        note = Text("●高：明显高于均值；◆低：明显低于均值；其余无明显差别。",
                    "● high: clearly above the mean; ◆ low: clearly below; else no clear difference.")  # fmt: skip
        return [self._table(Text("各维度得分", "Scores by dimension"), head, rows, note)]

    def named(self) -> list[Block]:
        """Return what open raters gave, as theirs."""
        given = {(each.rater, each.ratee, each.dimension): each.score for each in self.report.named}
        found: list[Block] = []
        for rater in dict.fromkeys(each.rater for each in self.report.named):
            name, keys = self.facts.name(rater), self.facts.dimensions
            head = self._columns(
                (Text("被评部门", "Ratee"), 1.6, False),
                *((says.dimension(key), 1.0, True) for key in keys),
            )
            rows = [
                (
                    words(each.name),
                    *(number(given.get((rater, each.id, k)), self.facts.decimals) for k in keys),
                )
                for each in self.facts.departments
                if any((rater, each.id, key) in given for key in keys)
            ]
            title = Text(f"{name}的具名评价", f"Rated openly by {name}")
            note = Text("该部门事先声明具名评价；得分为其原分，未校正宽严。",
                        "It had declared that it rates openly; the scores are as given.")  # fmt: skip
            found.append(self._table(title, head, rows, note))
        return found

    def objective(self) -> list[Block]:
        """Return ratings beside the process: how far they agree, and each department."""
        rows = [self._beside(each) for each in self.report.objective]
        head = self._columns(
            (_DEPARTMENT, 9.0, False),
            (Text("效率得分", "Efficiency"), 5.4, True),
            (Text("等待，工作日", "Wait, wd"), 7.0, True),
            (Text("效率对照", "Efficiency and waits"), 8.2, False),
            (Text("质量得分", "Quality"), 5.4, True),
            (Text("退回率", "Returned"), 4.8, True),
            (Text("质量对照", "Quality and returns"), 10.0, False),
        )
        table = self._table(Text("各部门对照", "Departments"), head, rows, Text("", ""))
        return [*self._agreement(), table]

    def _agreement(self) -> list[Block]:
        one = self.report.agreement
        counts = Counter(each.efficiency for each in self.report.objective)
        said = Text(
            f"工作效率与等待对照：评价低且慢{counts['confirmed']}家，评价低但不慢{counts['perception']}家，"
            f"评价高但慢{counts['hidden']}家，评价高且快{counts['good']}家，其余不作对照。",
            f"Efficiency beside waits: {counts['confirmed']} rated low and slow, "
            f"{counts['perception']} low though not slow, {counts['hidden']} high though slow, "
            f"{counts['good']} high and fast; no statement on the others.",
        )
        found = [said]
        if one.wait_correlation is not None:
            found.append(Text(
                f"部门的效率得分与等待的相关系数为{_signed(one.wait_correlation)}（{_p(one.wait_p)}）。",
                f"Across departments efficiency and waits correlate at "
                f"{_signed(one.wait_correlation)} ({_p(one.wait_p)}).",
            ))  # fmt: skip
        if one.pair_coefficient is not None:
            found.append(Text(
                f"同一对部门之间，等待每增加一倍，打分变化{_signed(one.pair_coefficient, 1)}分"
                f"（{_p(one.pair_p)}，置换检验）。",
                f"Within pairs a doubled wait goes with {_signed(one.pair_coefficient, 1)} points "
                f"({_p(one.pair_p)}, permutation test).",
            ))  # fmt: skip
        if self.report.design.corrected:
            found.append(Text(
                f"流程慢而没有低评的配对{one.slow_unsaid}个，有低评而流程不慢的{one.said_not_slow}个，"
                f"两者都有的{one.said_and_slow}个。",
                f"Pairs slow and not rated low: {one.slow_unsaid}; rated low and not slow: "
                f"{one.said_not_slow}; both: {one.said_and_slow}.",
            ))  # fmt: skip
        return [Paragraph(each.of(self.language)) for each in found]

    def _overall(self) -> list[Score]:
        return [each for each in self.report.scores if not each.dimension]

    def _corrected(self, figure: Score) -> tuple[Cell, ...]:
        name = words(self.facts.name(figure.department))
        return (name, self._raters(figure), self.cells.score(figure), self.cells.interval(figure),
                self.cells.ranks(figure), self.cells.verdict(figure, short=True), self.cells.change(figure))  # fmt: skip

    def _plain(self, figure: Score) -> tuple[Cell, ...]:
        name = words(self.facts.name(figure.department))
        return (name, self._raters(figure), self.cells.score(figure), self.cells.verdict(figure),
                self.cells.change(figure))  # fmt: skip

    def _raters(self, figure: Score) -> Cell:
        return words(says.counted(figure.raters, self.report.rules), self.language)

    def _mapped(self, figure: Score | None) -> Cell:
        if figure is None:
            return DASH
        after, tone = _SHORT[figure.verdict]
        made = self.cells.score(figure, after.of(self.language))
        return made if made.held else Cell(made.text, made.number, made.pattern, tone)

    def _beside(self, one: Objective) -> tuple[Cell, ...]:
        efficiency, quality = (self._scored(one, key) for key in ("工作效率", "工作质量"))
        return (
            words(self.facts.name(one.department)),
            efficiency,
            days(one.wait),
            cells.quadrant("工作效率", one, efficiency, self.language, short=True),
            quality,
            share(one.returned),
            cells.quadrant("工作质量", one, quality, self.language, short=True),
        )

    def _scored(self, one: Objective, key: str) -> Cell:
        figure = self.scores.get((one.department, key))
        return DASH if figure is None else self.cells.score(figure)

    def _columns(self, *given: tuple[Text, float, bool]) -> tuple[Column, ...]:
        return columns(self.language, *given)

    def _table(
        self, name: Text, head: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]], note: Text
    ) -> Table:
        return Table(name.of(self.language), head, tuple(rows), note.of(self.language))


_COMMON = (
    (_DEPARTMENT, 10.5, False),
    (Text("实评", "Answered"), 6.6, False),
    (Text("得分", "Score"), 5.2, True),
)
_CHANGE = (Text("较上期", "Since last"), 5.0, False)
_CORRECTED = (
    *_COMMON,
    (Text("95%区间", "95 % interval"), 5.6, True),
    (Text("可能名次", "Ranks"), 5.2, True),
    (Text("判断", "Verdict"), 7.6, False),
    _CHANGE,
)
_PLAIN = (*_COMMON, (Text("判断", "Verdict"), 9, False), _CHANGE)
"""Widths in characters."""


def _place(figure: Score) -> tuple[bool, float, str]:
    """Return the key of the order: published scores only."""
    return figure.score is None, -(figure.score or 0), figure.department


def _whole(value: float | None) -> Cell:
    return DASH if value is None else Cell(f"{value:.0%}", round(value, 2), "0%")


def _signed(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}".replace("-", "−")


def _p(value: float | None) -> str:
    if value is None:
        return "p —"
    return "p\u00a0<\u00a00.01" if value < 0.01 else f"p\u00a0=\u00a0{value:.2f}"
