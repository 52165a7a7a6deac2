"""Cells of mutual evaluation: a score, its verdict, its change, or why it is not shown."""

from math import ceil

from graph.evaluation.figures import Document, Objective, Oversight, Process, Quadrant, Score
from graph.text import Language, Text
from queries import evaluation_words as says
from web.reports.cells import Tables, number
from web.reports.content import Cell, Tone, Whisker, Whiskers
from web.reports.widths import length

PROCESS_TONES: dict[Process, Tone] = {"slow": "late", "fast": "ok", "usual": "none", "": "none"}
_VERDICT_TONES: dict[str, Tone] = {"above": "ok", "below": "late", "level": "none", "": ""}
_QUADRANT_TONES: dict[Quadrant, Tone] = {
    "confirmed": "late",
    "perception": "watch",
    "hidden": "watch",
    "good": "ok",
    "": "none",
}
TICKS = 5
FIGURE_HEIGHT, LINE_HEIGHT, ROW_GAP = 290, 10.5, 5
"""Points: half a page, a line of a label, between rows."""
LABEL_CHARACTERS = 16  # of a line of a label


class Scores(Tables):
    """Makes the cells of the scores of a report."""

    def __init__(self, report: Document | Oversight, language: Language) -> None:
        super().__init__(language)
        self.about, self.rules = report.round, report.rules
        if isinstance(report, Document):
            self.corrected = report.corrected
        else:
            self.corrected = report.design.corrected

    def hidden(self, figure: Score) -> Cell:
        """Return why a figure is not shown."""
        return self.held(says.hidden(figure.reason or "protected", self.rules))

    def name(self, figure: Score) -> Cell:
        """Return the name of the dimension."""
        return self.words(says.dimension(figure.dimension))

    def score(self, figure: Score, after: str = "") -> Cell:
        """Return the score; `after` are words behind it."""
        if figure.score is None:
            return self.hidden(figure)
        return number(figure.score, self.about.decimals, self.of(says.before(figure)), after)

    def interval(self, figure: Score) -> Cell:
        """Return the 95 % interval."""
        return self._said(figure, says.interval(figure, self.about, self.rules))

    def ranks(self, figure: Score) -> Cell:
        """Return the ranks that are possible."""
        return self._said(figure, says.rank_span(figure, self.rules))

    def mean(self, figure: Score) -> Cell:
        """Return the mean of the organisation, which is nobody's own figure."""
        if figure.mean is None:
            return self.words(says.mean(figure, self.about, self.corrected))
        about = self.of(says.ABOUT) if figure.mean_step else ""
        return number(figure.mean, self.about.decimals, about)

    def verdict(self, figure: Score, short: bool = False) -> Cell:
        """Return whether the score differs from the mean."""
        if figure.score is None:
            return self.hidden(figure)
        if not self.corrected:
            return self.words(says.UNCORRECTED)
        verdicts = says.SHORT_VERDICTS if short else says.VERDICTS
        return self.marked(verdicts[figure.verdict], _VERDICT_TONES[figure.verdict])

    def change(self, figure: Score) -> Cell:
        """Return the direction since the last round; one withheld has no reason."""
        if figure.score is None:
            return self.hidden(figure)
        text = says.CHANGES[figure.change]
        return self.held(text) if figure.change == "withheld" else self.words(text)

    def quadrant(self, key: str, figures: Objective, scored: Cell, short: bool = False) -> Cell:
        """Return how ratings and process agree; nothing where the score is not shown."""
        if scored.held:
            return scored
        position = {"工作效率": figures.efficiency, "工作质量": figures.quality}.get(key, "")
        return self.marked(says.quadrant(key, figures, short), _QUADRANT_TONES[position])

    def whiskers(self, figures: list[tuple[str, Score]], caption: Text) -> list[Whiskers]:
        """Return figures of labelled scores, none where no score has an interval."""
        lows = [each.low for _, each in figures if each.low is not None]
        if not lows:
            return []
        ticks = _ticks(min(lows), self.about.low, self.about.high)
        rows = [self._whisker(label, each) for label, each in figures]
        return [Whiskers(self.of(caption), ticks, part) for part in _pages(rows)]

    def _said(self, figure: Score, text: Text) -> Cell:
        return self.hidden(figure) if figure.score is None else self.words(text)

    def _whisker(self, label: str, figure: Score) -> Whisker:
        text = self.score(figure).text
        return Whisker(label, figure.score, figure.low, figure.high, figure.mean, text)


def _ticks(least: float, low: float, high: float) -> tuple[float, ...]:
    """Return ticks at tenths of the scale, from under the lowest interval."""
    step = (high - low) / 10
    first = max(min(int((least - low) / step), 10 - TICKS + 1), 0)
    return tuple(round(low + n * step, 6) for n in range(first, 11))


def _pages(rows: list[Whisker]) -> list[tuple[Whisker, ...]]:
    """Share out rows evenly so that none of the figures is taller than half a page."""
    heights = [_height(each) for each in rows]
    most = sum(heights) / ceil(sum(heights) / FIGURE_HEIGHT)
    pages: list[list[Whisker]] = [[]]
    taken = 0.0
    for row, height in zip(rows, heights, strict=True):
        if taken + height / 2 > most * len(pages):
            pages.append([])
        pages[-1].append(row)
        taken += height
    return [tuple(each) for each in pages]


def _height(row: Whisker) -> float:
    return LINE_HEIGHT * ceil(length(row.label) / LABEL_CHARACTERS) + ROW_GAP
