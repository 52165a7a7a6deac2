"""Ratings of one department beside what the process log says of it: a table and two plots."""

from typing import NamedTuple

from graph.clock import WORKING_DAY
from graph.evaluation.figures import Document, Objective, Process
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import days_text, percent
from web.evaluation.cells import PROCESS_TONES, Scores
from web.reports.cells import days, share
from web.reports.content import Block, Cell, Plot, Plots

Span = tuple[float, float, float]
"""A value and the ends of its interval."""


class Indicator(NamedTuple):
    """What the process says beside a dimension."""

    key: str
    words: Text  # value, interval, counts
    city: Cell
    verdict: Text
    process: Process
    span: Span | None  # on the axis
    line: float | None
    line_label: Text
    axis: Text
    less: Text
    more: Text


_HEAD = (
    (Text("维度", "Dimension"), False),
    (Text("得分", "Score"), True),
    (Text("流程指标（95%区间）", "Process (95 % interval)"), False),
    (Text("全市", "City"), True),
    (Text("流程", "Process"), False),
    (Text("对照", "Together"), False),
)
_NOTE = Text(
    "沟通频率和信息共享没有对应的流程指标，不作对照。等待从送出算到对方开始办理。",
    "The process says nothing of communication and information sharing. Waits run from sending "
    "to the start of work.",
)
_CAPTION = Text(
    "只画本部门，虚线为全市和均值，十字为95%区间",
    "this department only; dashes: city and mean; cross: 95 % intervals",
)


class Beside:
    """Makes the section of ratings beside the process."""

    def __init__(self, report: Document, language: Language) -> None:
        self.report, self.cells = report, Scores(report, language)
        self.scores = {each.dimension: each for each in report.scores}

    def blocks(self) -> list[Block]:
        """Return the table and, where both sides are shown, the plots."""
        one = self.report.objective
        indicators = [each for each in (_waiting(one), _returns(one)) if each.key in self.scores]
        name = Text("人评与流程对照", "Ratings beside the process")
        table = self.cells.table(name, _HEAD, [self._row(each) for each in indicators], _NOTE)
        plots = [plot for each in indicators if (plot := self._plot(each))]
        return [table, *([Plots(self.cells.of(_CAPTION), tuple(plots))] if plots else [])]

    def _row(self, one: Indicator) -> tuple[Cell, ...]:
        score = self.cells.score(self.scores[one.key])
        return (
            self.cells.words(says.dimension(one.key)),
            score,
            self.cells.words(one.words),
            one.city,
            self.cells.marked(one.verdict, PROCESS_TONES[one.process]),
            self.cells.quadrant(one.key, self.report.objective, score),
        )

    def _plot(self, one: Indicator) -> Plot | None:
        score, of = self.scores[one.key], self.cells.of
        y = _span(score.score, score.low, score.high)
        if one.span is None or one.line is None or y is None or score.mean is None:
            return None
        mean = says.points(score.mean, self.report.round)
        start, end = self._range(y, score.mean)
        return Plot(
            title=self._title(one.key),
            x=one.span,
            y=y,
            x_line=one.line,
            y_line=score.mean,
            x_end=max(one.span[2], one.line * 2) * 1.15,
            y_start=start,
            y_end=end,
            corners=self._corners(one),
            x_label=of(one.axis),
            x_line_label=of(one.line_label),
            y_line_label=of(Text(f"均值{mean}", f"mean {mean}")),
        )

    def _title(self, key: str) -> str:
        """Return what the plot finds, or only the dimension where there is no statement."""
        name, figures = says.dimension(key), self.report.objective
        if not (figures.efficiency if key == "工作效率" else figures.quality):
            return self.cells.of(name)
        said = says.quadrant(key, figures)
        return self.cells.of(Text(f"{name.zh}：{said.zh}", f"{name.en}: {said.en}"))

    def _corners(self, one: Indicator) -> tuple[str, str, str, str]:
        high, low = Text("评价高", "rated high"), Text("评价低", "rated low")
        left_top, right_top, left_bottom, right_bottom = (
            self.cells.of(Text(f"{side.zh}，{rated.zh}", f"{side.en}, {rated.en}"))
            for rated in (high, low)
            for side in (one.less, one.more)
        )
        return left_top, right_top, left_bottom, right_bottom

    def _range(self, y: Span, mean: float) -> tuple[float, float]:
        """Return the ends of the axis of scores, a fifth of the scale around what is drawn."""
        facts = self.report.round
        room = (facts.high - facts.low) / 5
        return max(facts.low, min(y[1], mean) - room), min(facts.high, max(y[2], mean) + room)


def _waiting(one: Objective) -> Indicator:
    span = f"{days_text(one.wait_low)}～{days_text(one.wait_high)}"
    words = Text(
        f"等待中位数{days_text(one.wait)}个工作日（{span}），交接{one.handoffs:,}次",
        f"median wait {days_text(one.wait)} working days ({span.replace('～', '–')}), "
        f"{one.handoffs:,} handoffs",
    )
    city = days_text(one.wait_city)
    return Indicator(
        key="工作效率",
        words=says.NONE if one.wait is None else words,
        city=days(one.wait_city),
        verdict=says.WAITS[one.waits],
        process=one.waits,
        span=_span(one.wait, one.wait_low, one.wait_high, 1 / WORKING_DAY),
        line=None if one.wait_city is None else one.wait_city / WORKING_DAY,
        line_label=Text(f"全市{city}", f"city {city}"),
        axis=Text("等待中位数，工作日", "median wait, working days"),
        less=Text("快", "fast"),
        more=Text("慢", "slow"),
    )


def _returns(one: Objective) -> Indicator:
    span = f"{percent(one.returned_low)}～{percent(one.returned_high)}"
    words = Text(
        f"退回率{percent(one.returned)}（{span}），退回{one.returns:,}次",
        f"{percent(one.returned)} returned ({span.replace('～', '–')}), {one.returns:,} returns",
    )
    city = percent(one.returned_city)
    return Indicator(
        key="工作质量",
        words=says.NONE if one.returned is None else words,
        city=share(one.returned_city),
        verdict=says.RETURNS[one.returns_are],
        process=one.returns_are,
        span=_span(one.returned, one.returned_low, one.returned_high, 100),
        line=None if one.returned_city is None else one.returned_city * 100,
        line_label=Text(f"全市{city}", f"city {city}"),
        axis=Text("退回率，%", "returned, %"),
        less=Text("退回少", "few returns"),
        more=Text("退回多", "many returns"),
    )


def _span(
    value: float | None, low: float | None, high: float | None, scale: float = 1
) -> Span | None:
    if value is None:
        return None
    ends = (value if low is None else low), (value if high is None else high)
    return value * scale, ends[0] * scale, ends[1] * scale
