"""What to think of before a round is released."""

from graph.errors import UnfinishedRoundError
from graph.evaluation.figures import Oversight
from graph.text import Text

NOTHING_SHOWN = Text(
    "没有一个得分可以显示：部门报告里只有客观数据、自己打分的情况和不显示的原因。",
    "No score can be shown: reports hold figures of the process, how the department rates, and "
    "why.",
)


def cautions(report: Oversight) -> tuple[Text, ...]:
    """Return what speaks against releasing a round as it is now; empty: nothing does."""
    about = report.round
    open_still = Text(
        f"数据截至 {about.as_of}，评价期到 {about.ends} 才结束：请确认评分已经收齐。"
        f"发布后迟到的评分要等同一部门同一维度至少 {report.rules.min_raters} 家有变动才能更新。",
        f"The data are of {about.as_of}, the period does not end before {about.ends}: be sure that "
        "all ratings are in. Those that come after a release wait until at least "
        f"{report.rules.min_raters} raters of a department and dimension have changed theirs.",
    )
    found = (
        (about.is_unfinished, open_still),
        (not report.shows_scores, NOTHING_SHOWN),
    )
    return tuple(text for holds, text in found if holds)


def refuse_unfinished(report: Oversight, how: Text) -> None:
    """Raise `UnfinishedRoundError` where the period is not over; `how` says what to do then."""
    about = report.round
    if about.is_unfinished:
        raise UnfinishedRoundError(
            f"{about.id} 的评价期到 {about.ends} 才结束，数据截至 {about.as_of}，没有发布。"
            f"{how.zh}",
            f"The period of {about.id} ends on {about.ends}, the data are of {about.as_of}: "
            f"nothing was released. {how.en}",
        )
