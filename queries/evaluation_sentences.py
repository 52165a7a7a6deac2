"""The answer of a report of mutual evaluation, as sentences to read out in a meeting."""

from collections.abc import Iterable

from graph.clock import WORKING_DAY
from graph.evaluation.figures import (
    Document,
    Named,
    Objective,
    Oversight,
    Own,
    Score,
    Verdict,
)
from graph.text import Text
from queries.evaluation_words import (
    FLAGS,
    UNCORRECTED,
    dimension,
    hidden,
    interval,
    points,
    ranks,
    score,
)
from queries.rounding import half_up

_OUTSTANDING: dict[Verdict, Text] = {
    "above": Text("明显高于均值", "clearly above the mean"),
    "below": Text("明显低于均值", "clearly below the mean"),
}


def document_answer(report: Document) -> Text:
    """Return what the report of a department says first."""
    overall, *rest = report.scores
    parts = _outstanding(rest, report.objective)
    if overall.score is None and not any(each.score is not None for each in rest):
        parts.append(waiting(report.objective))
    return _sentences([_overall(report, overall)], parts)


def document_basis(report: Document) -> Text:
    """Return what the answer rests on: the round, to whom, and how scores are made."""
    corrected = (
        Text("得分已扣除宽严差异", "scores are corrected for severity")
        if report.corrected
        else Text("得分未校正宽严", "scores are not corrected for severity")
    )
    return Text(
        f"{report.round.id}互评，只给被评部门，不含背靠背评价部门的名称；{corrected.zh}。",
        f"Round {report.round.id}. For the department itself; no rater who rated in confidence is "
        f"named; {corrected.en}.",
    )


def oversight_answer(report: Oversight) -> Text:
    """Return what the oversight report says first."""
    overall = [each for each in report.scores if not each.dimension]
    shown = [each for each in overall if each.score is not None]
    above, below = (sum(each.verdict == v for each in shown) for v in ("above", "below"))
    slow = sum(each.process == "slow" for each in report.pairs)
    zh = f"{len(overall)}家部门参评，{len(shown)}家可显示综合得分"
    en = f"{len(overall)} departments, {len(shown)} with an overall score that can be shown"
    if report.design.corrected:
        zh += f"，其中{above}家明显高于均值，{below}家明显低于均值"
        en += f": {above} clearly above the mean, {below} clearly below"
    parts = [Text(zh, en)]
    if not report.design.corrected:
        parts.append(
            Text(f"得分{UNCORRECTED.zh}，不列配对", f"scores {UNCORRECTED.en}; no pairs are listed")
        )
    elif report.pairs:
        parts.append(_pairs(len(report.pairs), slow))
    return _sentences(parts)


def waiting(figures: Objective) -> Text:
    """Return how long cases wait before a department, beside the city."""
    if figures.wait is None or not figures.waits:
        return Text("流程样本不足", "the process says too little")
    days, city = days_text(figures.wait), days_text(figures.wait_city)
    verdict = {
        "slow": Text("慢于全市", "slower than the city"),
        "fast": Text("快于全市", "faster than the city"),
        "usual": Text("与全市相当", "as in the city"),
    }[figures.waits]
    return Text(
        f"流程等待中位数{days}个工作日（全市{city}），{verdict.zh}",
        f"median wait {days} working days (city {city}), {verdict.en}",
    )


def strengths(report: Document) -> list[Text]:
    """Return strengths and weak points, from the verdicts on dimensions; none of plain means."""
    if not report.corrected:
        return []
    names = (Text("长处", "Strengths"), Text("短处", "Weak points"))
    return [_of_verdict(report, *pair) for pair in zip(_OUTSTANDING, names, strict=True)]


def _of_verdict(report: Document, verdict: Verdict, name: Text) -> Text:
    said = _OUTSTANDING[verdict]
    found = [
        dimension(each.dimension)
        for each in report.scores
        if each.dimension and each.verdict == verdict and each.score is not None
    ]
    if not found:
        return Text(f"{name.zh}：没有{said.zh}的维度。", f"{name.en}: no dimension {said.en}.")
    zh, en = "、".join(each.zh for each in found), ", ".join(each.en for each in found)
    return Text(f"{name.zh}：{zh}，{said.zh}。", f"{name.en}: {en}, {said.en}.")


def own_severity(own: Own) -> Text:
    """Return how severe a department rated, to itself; in words, as points would tell ratings."""
    if not own.judged:
        return Text("评价太少，不作判断", "too few ratings to say")
    found = next((FLAGS[each] for each in own.flags if each in ("severe", "lenient")), None)
    return found or Text("与其他部门相当", "as the others")


def days_text(seconds: float | None) -> str:
    """Return working seconds as working days, or a dash."""
    return "—" if seconds is None else half_up(seconds / WORKING_DAY, 1)


def percent(share: float | None) -> str:
    """Return a share as a per cent with one decimal, or a dash."""
    return "—" if share is None else f"{half_up(share * 100, 1)}%"


def _pairs(pairs: int, slow: int) -> Text:
    also = Text("流程都不慢", "none of them slow in the process")
    if slow:
        also = Text(f"{slow}对的流程也慢", f"{slow} of them slow in the process too")
    stand = "1 pair stands out" if pairs == 1 else f"{pairs} pairs stand out"
    return Text(f"{pairs}对部门互评异常，{also.zh}", f"{stand}, {also.en}")


def _overall(report: Document, overall: Score) -> Text:
    if overall.score is None:
        received = [each for each in report.named if each.ratee == report.department.id]
        if received:
            return _rated_openly(report, received)
        why = hidden(overall.reason or "protected", report.rules)
        if any(each.score is not None for each in report.scores):
            return Text(
                f"综合得分：{why.zh}，只给各维度得分",
                f"Overall score: {why.en}; only scores by dimension are",
            )
        return Text(f"综合得分：{why.zh}", f"Overall score: {why.en}")
    value = score(overall, report.round, report.rules)
    if not report.corrected:
        return Text(
            f"综合得分{value.zh}分（{UNCORRECTED.zh}）",
            f"Overall {value.en} points ({UNCORRECTED.en})",
        )
    span = interval(overall, report.round, report.rules)
    rank = ranks(overall, report.rules)
    among = Text("", "")
    if overall.ranked is not None:
        among = Text(f"{overall.ranked}家中", f" of {overall.ranked}")
    return Text(
        f"综合得分{value.zh}分（{span.zh}），{among.zh}可能排{rank.zh}",
        f"Overall {value.en} points ({span.en}), {rank.en}{among.en}",
    )


def _rated_openly(report: Document, received: list[Named]) -> Text:
    """Return what the departments that rate openly say; of several only that they do."""
    raters = dict.fromkeys(each.rater for each in received)
    if len(raters) > 1:
        return Text(
            f"{len(raters)}家部门具名评价，分数见下",
            f"{len(raters)} departments rated it openly, see below",
        )
    name = report.round.name(next(iter(raters)))
    said = [(dimension(each.dimension), points(each.score, report.round)) for each in received]
    zh = "、".join(f"{each.zh}{value}分" for each, value in said)
    en = ", ".join(f"{each.en.lower()} {value}" for each, value in said)
    return Text(f"{name}具名评价：{zh}", f"Rated openly by {name}: {en}")


def _outstanding(scores: list[Score], process: Objective) -> list[Text]:
    """Return what stands out: first what the process speaks of too, the others together."""
    said: list[Text] = []
    alone: dict[str, list[Text]] = {}
    for each in scores:
        if each.verdict in ("above", "below"):
            also = _process(each.dimension, process)
            if also is None:
                alone.setdefault(each.verdict, []).append(dimension(each.dimension))
            else:
                said.append(_beside(each, *also))
    return said + [_stand(names, verdict == "below") for verdict, names in alone.items()]


def _stand(names: list[Text], low: bool) -> Text:
    zh, en = "、".join(each.zh for each in names), [each.en.lower() for each in names]
    joined = " and ".join([", ".join(en[:-1]), en[-1]] if len(en) > 1 else en)
    return Text(
        f"{zh}明显{'偏低' if low else '偏高'}",
        f"{joined} clearly {'below' if low else 'above'} the mean",
    )


def _beside(figure: Score, speed: str, words: Text) -> Text:
    low = figure.verdict == "below"
    said = _stand([dimension(figure.dimension)], low)
    joined = Text("也", ", and ") if low == (speed == "slow") else Text("却", ", yet ")
    return Text(f"{said.zh}，{words.zh.format(joined.zh)}", f"{said.en}{joined.en}{words.en}")


def _process(key: str, figures: Objective) -> tuple[str, Text] | None:
    """Return the verdict of the process on a dimension it can speak of, and its words."""
    if key == "工作效率" and figures.waits in ("slow", "fast"):
        word = Text("慢", "slow") if figures.waits == "slow" else Text("快", "fast")
        return figures.waits, Text(f"流程数据{{}}{word.zh}", f"the process is {word.en}")
    if key == "工作质量" and figures.returns_are in ("slow", "fast"):
        many = figures.returns_are == "slow"
        return figures.returns_are, Text(
            f"退回{{}}{'多' if many else '少'}", f"{'much' if many else 'little'} is returned"
        )
    return None


def _sentences(*sentences: Iterable[Text]) -> Text:
    """Return sentences, each made of clauses; one without any is left out."""
    said = [list(clauses) for clauses in sentences]
    zh = "".join("；".join(each.zh for each in clauses) + "。" for clauses in said if clauses)
    en = ["; ".join(each.en for each in clauses) + "." for clauses in said if clauses]
    return Text(zh, " ".join(each[0].upper() + each[1:] for each in en))
