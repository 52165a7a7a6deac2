"""Cells of mutual evaluation: a score, its verdict, its change, or why it is not shown."""

from graph.evaluation.figures import (
    Change,
    Document,
    Objective,
    Oversight,
    Process,
    Quadrant,
    Score,
)
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import days_text, percent
from web.report_cells import DASH, held, marked, number, words
from web.report_content import Cell, Tone, Whisker, Whiskers

_VERDICT_TONES: dict[str, Tone] = {"above": "ok", "below": "late", "level": "none", "": ""}
_PROCESS_TONES: dict[Process, Tone] = {"slow": "late", "fast": "ok", "usual": "none", "": "none"}
_QUADRANT_TONES: dict[Quadrant, Tone] = {
    "confirmed": "late",
    "perception": "watch",
    "hidden": "watch",
    "good": "ok",
    "": "none",
}
TICK_STEPS = 5
FIGURE_ROWS = 26
"""Rows of whiskers that stand on one page."""


class Scores:
    """Makes the cells of the scores of a report in a language."""

    def __init__(self, report: Document | Oversight, language: Language) -> None:
        self.about, self.rules, self.language = report.round, report.rules, language
        self.corrected = (
            report.corrected if isinstance(report, Document) else report.design.corrected
        )

    def hidden(self, figure: Score) -> Cell:
        """Return why a figure is not shown."""
        return held(says.hidden(figure.reason or "protected", self.rules), self.language)

    def score(self, figure: Score, after: str = "") -> Cell:
        """Return the score; `after` are words behind it."""
        if figure.score is None:
            return self.hidden(figure)
        before = {
            "": "",
            "top": Text("不低于", "at least ").of(self.language),
            "bottom": Text("不高于", "at most ").of(self.language),
        }[figure.coded]
        return number(figure.score, self.about.decimals, before, after)

    def interval(self, figure: Score) -> Cell:
        """Return the 95 % interval."""
        return self._worded(figure, says.interval(figure, self.about, self.rules))

    def ranks(self, figure: Score) -> Cell:
        """Return the ranks that are possible."""
        return self._worded(figure, says.rank_span(figure, self.rules))

    def mean(self, figure: Score) -> Cell:
        """Return the mean of the organisation, which is nobody's own figure."""
        return number(figure.mean, self.about.decimals)

    def verdict(self, figure: Score, short: bool = False) -> Cell:
        """Return whether the score differs from the mean."""
        if figure.score is None:
            return self.hidden(figure)
        if not self.corrected:
            return words(says.UNCORRECTED, self.language)
        verdicts = says.SHORT_VERDICTS if short else says.VERDICTS
        return marked(verdicts[figure.verdict], _VERDICT_TONES[figure.verdict], self.language)

    def change(self, figure: Score) -> Cell:
        """Return the direction since the last round."""
        if figure.score is None:
            return self.hidden(figure)
        return change(figure.change, self.language)

    def _worded(self, figure: Score, text: Text) -> Cell:
        return self.hidden(figure) if figure.score is None else words(text, self.language)

    def whiskers(self, figures: list[tuple[str, Score]], caption: Text) -> list[Whiskers]:
        """Return figures of labelled scores, none where no score has an interval."""
        if not any(each.low is not None for _, each in figures):
            return []
        ticks = _ticks([each for _, each in figures], self.about.low, self.about.high)
        rows = [self._whisker(label, each) for label, each in figures]
        return [
            Whiskers(caption.of(self.language), ticks, tuple(rows[first : first + FIGURE_ROWS]))
            for first in range(0, len(rows), FIGURE_ROWS)
        ]

    def _whisker(self, label: str, figure: Score) -> Whisker:
        text = self.score(figure).text
        return Whisker(label, figure.score, figure.low, figure.high, figure.mean, text)


def change(direction: Change, language: Language) -> Cell:
    """Return the direction of a change; one withheld has no reason."""
    text = says.CHANGES[direction]
    return held(text, language) if direction == "withheld" else words(text, language)


def waits(figures: Objective, language: Language) -> Cell:
    """Return the verdict on the waiting before a department."""
    return marked(says.WAITS[figures.waits], _PROCESS_TONES[figures.waits], language)


def returns(figures: Objective, language: Language) -> Cell:
    """Return the verdict on what a department sends back."""
    return marked(says.RETURNS[figures.returns_are], _PROCESS_TONES[figures.returns_are], language)


def quadrant(
    key: str, figures: Objective, scored: Cell, language: Language, short: bool = False
) -> Cell:
    """Return how ratings and process agree on a dimension; nothing where the score is held."""
    if scored.held:
        return scored
    position = {"工作效率": figures.efficiency, "工作质量": figures.quality}.get(key, "")
    return marked(says.quadrant(key, figures, short), _QUADRANT_TONES[position], language)


def waited(figures: Objective, language: Language) -> Cell:
    """Return the median wait with its interval."""
    if figures.wait is None:
        return DASH
    span = f"{days_text(figures.wait_low)}～{days_text(figures.wait_high)}"
    return words(
        Text(
            f"等待中位数{days_text(figures.wait)}个工作日（{span}），交接{figures.handoffs:,}次",
            f"median wait {days_text(figures.wait)} working days ({span.replace('～', '–')}), "
            f"{figures.handoffs:,} handoffs",
        ),
        language,
    )


def returned(figures: Objective, language: Language) -> Cell:
    """Return the share sent back with its interval and counts."""
    if figures.returned is None:
        return DASH
    span = f"{percent(figures.returned_low)}～{percent(figures.returned_high)}"
    return words(
        Text(
            f"退回率{percent(figures.returned)}（{span}），退回{figures.returns:,}次",
            f"{percent(figures.returned)} returned ({span.replace('～', '–')}), "
            f"{figures.returns:,} returns",
        ),
        language,
    )


def _ticks(figures: list[Score], low: float, high: float) -> tuple[float, ...]:
    """Return ticks over the intervals, at tenths of the scale."""
    step = (high - low) / 10
    least = min(each.low for each in figures if each.low is not None)
    first = max(min(int((least - low) / step), 10 - TICK_STEPS + 1), 0)
    return tuple(low + n * step for n in range(first, 11))
