"""What the oversight office checks: design of the round, raters, pairs, rings, method, privacy."""

from collections.abc import Sequence

from graph.evaluation.figures import Design, Oversight, Pair, Process
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import percent
from web.report_cells import FACTS, columns, marked, number, words
from web.report_content import Block, Cell, Paragraph, Table, Tone

_TONES: dict[Process, Tone] = {"slow": "late", "fast": "ok", "usual": "none", "": "none"}
_DEPARTMENT = Text("部门", "Department")


class Checks:
    """Makes the checks of an oversight report."""

    def __init__(self, report: Oversight, language: Language) -> None:
        self.report, self.language, self.facts = report, language, report.round

    def design(self) -> list[Block]:
        """Return what the round can show, before any score."""
        one, facts = self.report.design, self.facts
        period = f"{facts.starts} ～ {facts.ends}" if facts.starts and facts.ends else "—"
        unit = Text("家", " departments").of(self.language)
        opened = Text("、", ", ").of(self.language).join(facts.name(r) for r in facts.open_raters)
        rows = [
            (Text("评价期间", "Period"), words(period)),
            (Text("数据", "Data"), words(self._source())),
            (Text("形式", "Shape"), words(says.SHAPES[one.shape], self.language)),
            (Text("参评部门", "Departments"), number(one.departments, after=unit)),
            (Text("实际打分", "Gave scores"), number(one.raters, after=unit)),
            (Text("具名评价的部门", "Open raters"), words(opened or "—")),
            (Text("“不了解”占答案", "Share of 不了解"), words(percent(one.unknown))),
            (Text("有交接而没打分", "Handed over, no score"), words(self._silent(one))),
            (Text("评价相连", "Connected"), words(_CONNECTED[one.connected], self.language)),
            (Text("可定参数", "Parameters determined"), words(_rank(one), self.language)),
            (Text("剔除的评价部门", "Raters left out"), number(one.excluded, after=unit)),
        ]
        table = self._facts(Text("本期能说明什么", "What the round can show"), rows)
        return [table, *self._unasked()]

    def raters(self) -> list[Block]:
        """Return whose ratings are unusual, without values."""
        flagged = self.report.raters
        if not flagged:
            return self._none(Text("没有打分异常的部门。", "No rater stands out."))
        joint = Text("；", "; ").of(self.language)
        rows = [
            (
                words(self.facts.name(each.department)),
                words(joint.join(says.FLAGS[flag].of(self.language) for flag in each.flags)),
                words(_EXCLUDED[each.excluded], self.language),
            )
            for each in flagged
        ]
        head = ((_DEPARTMENT, 1.5, False), (Text("提示", "Flags"), 3, False),
                (Text("打分是否计入", "Counted"), 1, False))  # fmt: skip
        note = Text("提示只作描述。只有几乎都打同一个分和与其他部门出入很大的才剔除，偏严偏松从不剔除。",
                    "Flags describe. Only straight lines and noise are left out, never severity.")  # fmt: skip
        return [self._table(Text("评价质量", "Quality of the ratings"), head, rows, note)]

    def pairs(self) -> list[Block]:
        """Return the pairs that stand out, with what the process says of them."""
        if not self.report.design.corrected:
            return self._none(Text("得分未校正宽严，不列配对。",
                                   "Scores are not corrected for severity: no pairs are listed."))  # fmt: skip
        if not self.report.pairs:
            return self._none(Text("没有需要关注的配对。", "No pair stands out."))
        head = (
            (_DEPARTMENT, 10, False),
            (_DEPARTMENT, 10, False),
            (Text("互评", "Ratings"), 9, False),
            (Text("流程", "Process"), 7.5, False),
            (Text("交接次数", "Handoffs"), 5.5, True),
        )
        most = self.report.rules.pairs_a_department
        note = Text(f"只列部门和类别，不列分数和方向；每家最多列{most}个问题配对。一期结果只供了解，两期都有再采取措施。",
                    f"Names and kind, neither score nor direction; at most {most} problem pairs for "
                    "each department. One round is for reading; act on two.")  # fmt: skip
        rows = [self._pair(each) for each in self.report.pairs]
        return [self._table(Text("配对", "Pairs"), head, rows, note)]

    def rings(self) -> list[Block]:
        """Return groups that rate each other high."""
        found = []
        for n, ring in enumerate(self.report.rings, 1):
            names = [self.facts.name(each) for each in ring]
            found.append(Text(f"第{n}组：{'、'.join(names)}。", f"Group {n}: {', '.join(names)}."))
        if found:
            found.append(Text(
                "同组部门互相的评价明显高于其他部门的评价。可能是互相照顾，也可能确实合作密切，请结合流程数据核实。",
                "They rate each other clearly higher than others do. It may be favour, and it may be "
                "close cooperation: check it against the process.",
            ))  # fmt: skip
        elif self.report.design.corrected:
            found.append(Text("没有发现互相高评的小圈子。", "No ring was found."))
        if self.report.equal_sums:
            found.append(Text(
                "各部门得到的打分组合几乎相同，像是事先约定。",
                "All departments got nearly the same set of scores, as if agreed beforehand.",
            ))  # fmt: skip
        return [Paragraph(each.of(self.language)) for each in found]

    def moves(self) -> list[Block]:
        """Return whose rank moves under another way of counting."""
        if not self.report.moves:
            return []
        head = (
            (Text("算法", "Way of counting"), 1.4, False),
            (Text("名次上升超过3位", "Up by more than 3 places"), 2, False),
            (Text("名次下降超过3位", "Down by more than 3 places"), 2, False),
        )
        rows = [
            (words(says.method(each), self.language), self._named(each.up), self._named(each.down))
            for each in self.report.moves
        ]
        note = Text("只列名次变动，不列得分。", "Moves of rank only, no scores.")
        return [self._table(Text("换一种算法", "Other ways of counting"), head, rows, note)]

    def audit(self) -> list[Block]:
        """Return what the disclosure audit held back."""
        one, rules = self.report.audit, self.report.rules
        rows = [
            (Text("审核的数字", "Figures audited"), number(one.figures)),
            (Text(f"不足{rules.min_raters}家", f"Fewer than {rules.min_raters}"), number(one.few)),
            (Text("为保护评价部门", "To protect raters"), number(one.protected)),
            (Text("较上期变化不予显示", "Changes not shown"), number(one.changes_withheld)),
        ]
        return [self._facts(Text("保密审核", "Disclosure audit"), rows)]

    def _pair(self, one: Pair) -> tuple[Cell, ...]:
        return (
            words(self.facts.name(one.first)),
            words(self.facts.name(one.second)),
            words(says.KINDS[one.kind], self.language),
            marked(says.WAITS[one.process], _TONES[one.process], self.language),
            number(one.handoffs),
        )

    def _unasked(self) -> list[Block]:
        rows = [
            (words(self.facts.name(u.first)), words(self.facts.name(u.second)), number(u.handoffs))
            for u in self.report.design.unasked
        ]
        head = ((_DEPARTMENT, 2, False), (_DEPARTMENT, 2, False),
                (Text("交接次数", "Handoffs"), 1, True))  # fmt: skip
        name = Text("有交接而互相没有安排评价的部门",
                    "Departments that hand over and were not asked about each other")  # fmt: skip
        return [self._table(name, head, rows)] if rows else []

    def _source(self) -> str:
        facts = self.facts
        text = Text(
            f"批次{facts.load_id}，截至{facts.as_of}", f"load {facts.load_id}, to {facts.as_of}"
        )
        return text.of(self.language)

    def _silent(self, one: Design) -> str:
        return Text(f"{one.silent:,}个方向", f"{one.silent:,} directions").of(self.language)

    def _named(self, ids: tuple[str, ...]) -> Cell:
        names = Text("、", ", ").of(self.language).join(self.facts.name(each) for each in ids)
        return words(names or Text("无", "none").of(self.language))

    def _none(self, text: Text) -> list[Block]:
        return [Paragraph(text.of(self.language))]

    def _facts(self, name: Text, rows: list[tuple[Text, Cell]]) -> Table:
        made = tuple((words(label, self.language), cell) for label, cell in rows)
        return Table(name.of(self.language), FACTS, made)

    def _table(
        self,
        name: Text,
        head: tuple[tuple[Text, float, bool], ...],
        rows: Sequence[tuple[Cell, ...]],
        note: Text = Text("", ""),  # noqa: B008 - immutable
    ) -> Table:
        made = columns(self.language, *head)
        return Table(name.of(self.language), made, tuple(rows), note.of(self.language))


_CONNECTED = {
    True: Text("是", "yes"),
    False: Text("否，只能在相连的部门之间比较", "no: compare only within what is connected"),
}
_EXCLUDED = {True: Text("剔除", "left out"), False: Text("计入", "counted")}


def _rank(one: Design) -> Text:
    if one.corrected:
        return Text(
            f"{one.of}个中的{one.rank}个，得分已扣除宽严",
            f"{one.rank} of {one.of}: scores are corrected for severity",
        )
    return Text(
        f"{one.of}个中的{one.rank}个，得分为简单平均，{says.UNCORRECTED.zh}",
        f"{one.rank} of {one.of}: plain means, {says.UNCORRECTED.en}",
    )
