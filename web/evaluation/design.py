"""What a round of mutual evaluation can show, before any score."""

from graph.evaluation.figures import Design, Oversight, Unasked
from graph.text import Language, Text
from queries import evaluation_words as says
from web.evaluation.about import period
from web.evaluation.league import DEPARTMENT
from web.reports.cells import Tables, number, share
from web.reports.content import Block, Cell

_UNASKED = (
    (DEPARTMENT, False),
    (DEPARTMENT, False),
    (Text("交接次数", "Handoffs"), True),
)
_UNASKED_NAME = Text(
    "有交接而互相没有安排评价的部门",
    "Departments that hand over and were not asked about each other",
)
_CONNECTED = {
    True: Text("是", "yes"),
    False: Text("否，只能在相连的部门之间比较", "no: compare only within what is connected"),
}


class RoundDesign(Tables):
    """Makes the section on the design of a round."""

    def __init__(self, report: Oversight, language: Language) -> None:
        super().__init__(language)
        self.report, self.round = report, report.round

    def blocks(self) -> list[Block]:
        """Return the facts, and who works together and was not asked about each other."""
        one = self.report.design
        rows = [*self._round(), *self._answers(one), *self._determined(one)]
        found: list[Block] = [self.facts(Text("本期能说明什么", "What the round can show"), rows)]
        unasked = [self._unasked(each) for each in one.unasked]
        return [*found, self.table(_UNASKED_NAME, _UNASKED, unasked)] if unasked else found

    def _round(self) -> list[tuple[Text, Cell]]:
        facts = self.round
        source = Text(
            f"批次{facts.load_id}，截至{facts.as_of}", f"load {facts.load_id}, to {facts.as_of}"
        )
        opened = self.listed([facts.name(each) for each in facts.open_raters])
        return [
            (Text("评价期间", "Period"), self.words(period(facts))),
            (Text("数据", "Data"), self.words(source)),
            (Text("形式", "Shape"), self.words(says.SHAPES[self.report.design.shape])),
            (Text("具名评价的部门", "Open raters"), self.words(opened)),
        ]

    def _answers(self, one: Design) -> list[tuple[Text, Cell]]:
        return [
            (Text("参评部门", "Departments"), self._departments(one.departments)),
            (Text("实际打分", "Gave scores"), self._departments(one.raters)),
            (Text("“不了解”占答案", "Do not know"), share(one.unknown)),
            (
                Text("有交接而没打分", "Handed over, no score"),
                number(one.silent, after=self.of(Text("个方向", " directions"))),
            ),
            (Text("剔除的评价部门", "Raters left out"), self._departments(one.excluded)),
        ]

    def _determined(self, one: Design) -> list[tuple[Text, Cell]]:
        scores = Text("得分已扣除宽严", "scores are corrected for severity")
        if not one.corrected:
            scores = Text(
                f"得分为简单平均，{says.UNCORRECTED.zh}", f"plain means, {says.UNCORRECTED.en}"
            )
        rank = Text(
            f"{one.of}个中的{one.rank}个，{scores.zh}", f"{one.rank} of {one.of}: {scores.en}"
        )
        return [
            (Text("评价相连", "Connected"), self.words(_CONNECTED[one.connected])),
            (Text("可定参数", "Parameters determined"), self.words(rank)),
        ]

    def _unasked(self, one: Unasked) -> tuple[Cell, ...]:
        first, second = (self.words(self.round.name(each)) for each in (one.first, one.second))
        return first, second, number(one.handoffs)

    def _departments(self, count: int) -> Cell:
        return number(count, after=self.of(Text("家", " departments")))
