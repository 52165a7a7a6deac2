"""The plots of a department between ratings and process."""

from graph.clock import WORKING_DAY
from graph.evaluation.figures import Document, Score
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import days_text, percent
from web.report_content import Plot, Plots

Span = tuple[float, float, float]


def plots(report: Document, language: Language) -> list[Plots]:
    """Return the plots of 工作效率 beside waiting and 工作质量 beside returns, where shown."""
    by_key = {each.dimension: each for each in report.scores}
    one, found = report.objective, []
    waiting = _span(one.wait, one.wait_low, one.wait_high, 1 / WORKING_DAY)
    returned = _span(one.returned, one.returned_low, one.returned_high, 100)
    wait_city = None if one.wait_city is None else one.wait_city / WORKING_DAY
    returned_city = None if one.returned_city is None else one.returned_city * 100
    for key, x, line, corners, label, said in (
        ("工作效率", waiting, wait_city, _WAIT_CORNERS, _WAIT_LABEL, days_text(one.wait_city)),
        ("工作质量", returned, returned_city, _RETURN_CORNERS, _RETURN_LABEL,
         percent(one.returned_city)),
    ):  # fmt: skip
        y = _score(by_key.get(key))
        if x is None or y is None or line is None:
            continue
        found.append(_plot(report, key, x, y, line, corners, label, said, language))
    caption = Text("只画本部门，虚线为全市和均值，十字为95%区间",
                   "this department only; dashes: city and mean; cross: 95 % intervals")  # fmt: skip
    return [Plots(caption.of(language), tuple(found))] if found else []


_WAIT_LABEL = Text("等待中位数，工作日", "median wait, working days")
_RETURN_LABEL = Text("退回率，%", "returned, %")
_WAIT_CORNERS = (
    Text("快，评价高", "fast, rated high"),
    Text("慢，评价高", "slow, rated high"),
    Text("快，评价低", "fast, rated low"),
    Text("慢，评价低", "slow, rated low"),
)
_RETURN_CORNERS = (
    Text("退回少，评价高", "few returns, rated high"),
    Text("退回多，评价高", "many returns, rated high"),
    Text("退回少，评价低", "few returns, rated low"),
    Text("退回多，评价低", "many returns, rated low"),
)


def _plot(
    report: Document,
    key: str,
    x: Span,
    y: tuple[Span, float],
    line: float,
    corners: tuple[Text, Text, Text, Text],
    label: Text,
    said: str,
    language: Language,
) -> Plot:
    span, mean = y
    step = (report.round.high - report.round.low) / 10
    first, second, third, fourth = (each.of(language) for each in corners)
    quadrant = says.quadrant(key, report.objective)
    name = says.dimension(key)
    return Plot(
        title=Text(f"{name.zh}：{quadrant.zh}", f"{name.en}: {quadrant.en}").of(language),
        x=x,
        y=span,
        x_line=line,
        y_line=mean,
        x_end=max(x[2], line * 2) * 1.15,
        y_start=max(report.round.low, min(span[1], mean) - 2 * step),
        y_end=min(report.round.high, max(span[2], mean) + 2 * step),
        corners=(first, second, third, fourth),
        x_label=label.of(language),
        x_line_label=Text(f"全市{said}", f"city {said}").of(language),
        y_line_label=Text(
            f"均值{says.points(mean, report.round)}", f"mean {says.points(mean, report.round)}"
        ).of(language),
        label=report.department.name,
    )


def _span(value: float | None, low: float | None, high: float | None, scale: float) -> Span | None:
    if value is None:
        return None
    ends = (value if low is None else low, value if high is None else high)
    return value * scale, ends[0] * scale, ends[1] * scale


def _score(figure: Score | None) -> tuple[Span, float] | None:
    if figure is None or figure.score is None or figure.low is None or figure.mean is None:
        return None
    high = figure.score if figure.high is None else figure.high
    return (figure.score, figure.low, high), figure.mean
