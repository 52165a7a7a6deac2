"""What the oversight office checks: raters, pairs, rings, other ways of counting, privacy."""

from graph.evaluation.figures import Oversight, Pair
from graph.text import Language, Text
from queries import evaluation_words as says
from web.evaluation.cells import PROCESS_TONES
from web.evaluation.league import DEPARTMENT
from web.reports.cells import Tables, number
from web.reports.content import Block, Cell, Paragraph

_RATERS = (
    (DEPARTMENT, False),
    (Text("提示", "Flags"), False),
    (Text("打分是否计入", "Counted"), False),
)
_RATERS_NOTE = Text(
    "提示只作描述。只有几乎都打同一个分和与其他部门出入很大的才剔除，偏严偏松从不剔除。",
    "Flags describe. Only straight lines and noise are left out, never severity.",
)
_EXCLUDED = {True: Text("剔除", "left out"), False: Text("计入", "counted")}
_PAIRS = (
    (DEPARTMENT, False),
    (DEPARTMENT, False),
    (Text("互评", "Ratings"), False),
    (Text("流程", "Process"), False),
    (Text("交接次数", "Handoffs"), True),
)
_UNCORRECTED = Text(
    "得分未校正宽严，不列配对。",
    "Scores are not corrected for severity: no pairs are listed.",
)
_RING = Text(
    "同组部门互相的评价明显高于其他部门的评价。可能是互相照顾，也可能确实合作密切，"
    "请结合流程数据核实。",
    "They rate each other clearly higher than others do. It may be favour, and it may be close "
    "cooperation: check it against the process.",
)
_EQUAL_SUMS = Text(
    "各部门得到的打分组合几乎相同，像是事先约定。",
    "All departments got nearly the same set of scores, as if agreed beforehand.",
)
_MOVES = (
    (Text("算法", "Way of counting"), False),
    (Text("名次上升超过3位", "Up by more than 3 places"), False),
    (Text("名次下降超过3位", "Down by more than 3 places"), False),
)
_MOVES_NOTE = Text("只列名次变动，不列得分。", "Moves of rank only, no scores.")


class Checks(Tables):
    """Makes the checks of an oversight report."""

    def __init__(self, report: Oversight, language: Language) -> None:
        super().__init__(language)
        self.report, self.round = report, report.round

    def raters(self) -> list[Block]:
        """Return whose ratings are unusual, without values."""
        if not self.report.raters:
            return self._say(Text("没有打分异常的部门。", "No rater stands out."))
        joint = self.of(Text("；", "; "))
        rows = [
            (
                self.words(self.round.name(each.department)),
                self.words(joint.join(self.of(says.FLAGS[flag]) for flag in each.flags)),
                self.words(_EXCLUDED[each.excluded]),
            )
            for each in self.report.raters
        ]
        return [self.table(says.TITLES["raters"], _RATERS, rows, _RATERS_NOTE)]

    def pairs(self) -> list[Block]:
        """Return the pairs that stand out, with what the process says of them."""
        if not self.report.design.corrected:
            return self._say(_UNCORRECTED)
        if not self.report.pairs:
            return self._say(Text("没有需要关注的配对。", "No pair stands out."))
        most = self.report.rules.pairs_a_department
        note = Text(
            f"只列部门和类别，不列分数和方向；每家最多列{most}个问题配对。"
            "一期结果只供了解，两期都有再采取措施。",
            f"Names and kind, neither score nor direction; at most {most} problem pairs for each "
            "department. One round is for reading; act on two.",
        )
        rows = [self._pair(each) for each in self.report.pairs]
        return [self.table(says.TITLES["pairs"], _PAIRS, rows, note)]

    def rings(self) -> list[Block]:
        """Return groups that rate each other high."""
        if not self.report.design.corrected:
            return []
        found = [self._ring(n, ring) for n, ring in enumerate(self.report.rings, 1)]
        said = [*found, _RING] if found else [Text("没有发现互相高评的小圈子。", "None was found.")]
        return self._say(*said, *([_EQUAL_SUMS] if self.report.equal_sums else []))

    def moves(self) -> list[Block]:
        """Return whose rank moves under another way of counting."""
        if not self.report.moves:
            return []
        rows = [
            (self.words(says.method(each)), self._named(each.up), self._named(each.down))
            for each in self.report.moves
        ]
        return [self.table(says.TITLES["moves"], _MOVES, rows, _MOVES_NOTE)]

    def audit(self) -> list[Block]:
        """Return what the disclosure audit held back."""
        one = self.report.audit
        counts = (one.figures, one.few, one.protected, one.changes_withheld)
        labels = says.audited(self.report.rules)
        rows = [(label, number(count)) for label, count in zip(labels, counts, strict=True)]
        return [self.facts(says.TITLES["audit"], rows)]

    def _pair(self, one: Pair) -> tuple[Cell, ...]:
        return (
            self.words(self.round.name(one.first)),
            self.words(self.round.name(one.second)),
            self.words(says.KINDS[one.kind]),
            self.marked(says.WAITS[one.process], PROCESS_TONES[one.process]),
            number(one.handoffs),
        )

    def _ring(self, n: int, ring: tuple[str, ...]) -> Text:
        names = [self.round.name(each) for each in ring]
        return Text(f"第{n}组：{'、'.join(names)}。", f"Group {n}: {', '.join(names)}.")

    def _named(self, ids: tuple[str, ...]) -> Cell:
        return self.words(self.listed([self.round.name(each) for each in ids]))

    def _say(self, *texts: Text) -> list[Block]:
        return [Paragraph(self.of(each)) for each in texts]
