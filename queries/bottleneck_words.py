"""A finding as one sentence that a planner can read out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graph.clock import WORKING_DAY
from graph.text import Text

Row = Mapping[str, Any]

NONE: Mapping[str, float] = MappingProxyType({})
KIND_WORDS = {
    "edge": Text("交接对", "pair"),
    "node": Text("部门", "department"),
    "return": Text("退回", "returns"),
    "change": Text("变慢", "became slower"),
    "chain": Text("三部门链", "chain of three"),
}
GRADE_WORDS = {
    "A": Text("A", "A"),
    "B": Text("B", "B"),
    "unsettled": Text("名次未定", "rank not settled"),
    "scarce": Text("样本不足", "too few to say"),
}
WHY = {
    "idle": Text("对方部门有空闲能力但未办理", "the receiver had people to spare"),
    "overtaken": Text(
        "对方人手占满、先办了后到的件", "the receiver was full and took later ones first"
    ),
    "capacity": Text("对方人手占满", "all hands of the receiver were busy"),
    "batching": Text("对方在攒批", "the receiver let a batch fill up"),
    "transfer": Text("已送出而对方未签收", "it was sent and not yet received"),
}
"""What a cause is in a sentence about a pair."""
_MONTHS = "January February March April May June July August September October November December"
_GRADES = {**GRADE_WORDS, "A": Text("等级 A", "grade A"), "B": Text("等级 B", "grade B")}


def sentence(row: Row, day: int, causes: Mapping[str, float] = NONE) -> Text:
    """Return the finding `row` (columns of ``bottlenecks``) as a sentence.

    Parameters
    ----------
    row : with ``stage_name`` beside the columns
    day : seconds of a day of the chosen clock
    causes : which part of the waiting each cause makes, where known; the largest is named

    Examples
    --------
    >>> row = dict(kind="edge", sender_name="审批局", receiver_name="规划局", stage="征求意见",
    ...            share=0.182, share_low=0.15, share_high=0.21, rank=1, rank_low=1, rank_high=2,
    ...            ratio=2.94, handoffs=640, grade="A", suspect=True, evidence="start")
    >>> said = sentence(row, 28800, {"idle": 0.61, "transfer": 0.2}).zh
    >>> print(said[:said.index("，主要")])
    审批局→规划局的等待占全部跨部门等待的 18.2%（95% 区间 15.0%–21.0%）
    >>> print(said[said.index("其中"):])
    其中 61% 时间对方部门有空闲能力但未办理；疑似堵点，等级 A。
    """
    zh, en = _BY_KIND[row["kind"]](row, day)
    if told := [cause for cause in WHY if cause in causes]:
        most = max(told, key=causes.__getitem__)
        zh += f"，其中 {causes[most]:.0%} 时间{WHY[most].zh}"
        en += f"; for {causes[most]:.0%} of it {WHY[most].en}"
    grade = _GRADES[row["grade"]]
    if row["suspect"]:
        grade = Text(f"疑似堵点，{grade.zh}", f"a suspected bottleneck, {grade.en}")
    note = Text("", "")
    if row["evidence"] == "instant" and row["kind"] != "return":
        note = Text(
            "数据每环节只有一个时间，等待含办理。", " Waits include work: one instant a step."
        )
    return Text(f"{zh}；{grade.zh}。{note.zh}", f"{en}: {grade.en}.{note.en}")


def _edge(row: Row, day: int) -> Text:
    who = _pair(row)
    return Text(
        f"{who}的等待占全部跨部门等待的 {_share(row).zh}"
        f"{_stage(row).zh}{_times(row).zh}{_rank(row).zh}",
        f"{who} holds {_share(row).en} of all waiting between departments"
        f"{_stage(row).en}{_times(row).en}{_rank(row).en}",
    )


def _node(row: Row, day: int) -> Text:
    who = row["department_name"]
    return Text(
        f"{who}的办理用时占全部办理用时的 {_share(row).zh}"
        f"{_stage(row).zh}{_times(row, '多用').zh}{_rank(row).zh}",
        f"{who} takes {_share(row).en} of all processing time"
        f"{_stage(row).en}{_times(row).en}{_rank(row).en}",
    )


def _return(row: Row, day: int) -> Text:
    times = f"，是通常的 {row['ratio']:.1f} 倍" if row["ratio"] else ""
    often = f", {row['ratio']:.1f} times the usual" if row["ratio"] else ""
    return Text(
        f"{row['sender_name']}向{row['receiver_name']}退回 {row['score']:.0f} 次，"
        f"占其收到的 {row['rate']:.1%}{times}；占全部退回的 {_share(row).zh}{_rank(row).zh}",
        f"{row['sender_name']} returned {row['score']:.0f} times to {row['receiver_name']}, "
        f"{row['rate']:.1%} of what it got from there{often}; {_share(row).en} of all returns"
        f"{_rank(row).en}",
    )


def _change(row: Row, day: int) -> Text:
    days = Text("个工作日", "working days") if day == WORKING_DAY else Text("天", "days")
    means = [row[name] / day for name in ("mean_before", "mean")]
    before, after = (f"{mean:.1f}" for mean in means)
    if before == after:
        before, after = (f"{mean:.2f}" for mean in means)
    since = _month(row["since"])
    return Text(
        f"{_pair(row)}自{since.zh}起平均等待由 {before} {days.zh}升至 {after} {days.zh}，"
        f"此后合计多等 {row['score'] / day:.0f} {days.zh}{_rank(row).zh}",
        f"{_pair(row)} waits {after} {days.en} on average since {since.en}, {before} before: "
        f"{row['score'] / day:.0f} {days.en} more in all{_rank(row).en}",
    )


def _chain(row: Row, day: int) -> Text:
    who = f"{row['sender_name']}→{row['department_name']}→{row['receiver_name']}"
    return Text(
        f"{who}在关键路径上经过 {row['handoffs']} 次，等待占全部三部门链等待的 {_share(row).zh}"
        f"{_times(row).zh}{_rank(row).zh}",
        f"{who} was passed {row['handoffs']} times on critical paths and holds {_share(row).en} "
        f"of the waiting of all such chains{_times(row).en}{_rank(row).en}",
    )


_BY_KIND = {"edge": _edge, "node": _node, "return": _return, "change": _change, "chain": _chain}


def _pair(row: Row) -> str:
    return f"{row['sender_name']}→{row['receiver_name']}"


def _share(row: Row) -> Text:
    value = "—" if row["share"] is None else f"{row['share']:.1%}"
    if row["share_low"] is None:
        return Text(value, value)
    span = f"{row['share_low']:.1%}–{row['share_high']:.1%}"
    return Text(f"{value}（95% 区间 {span}）", f"{value} (95 % interval {span})")


def _stage(row: Row) -> Text:
    if not row["stage"]:
        return Text("", "")
    return Text(f"，主要在“{row['stage']}”环节", f", mostly at {row['stage']}")


def _times(row: Row, more: str = "多等") -> Text:
    """Say the score by the usual one: of the time above the median, not of the whole wait."""
    if row["ratio"] is None:
        return Text("", "")
    return Text(
        f"，比同环节中位数{more}的时间合计是通常的 {row['ratio']:.1f} 倍",
        f"; its time above the median of its stages adds up to {row['ratio']:.1f} times the usual",
    )


def _rank(row: Row) -> Text:
    kind = KIND_WORDS[row["kind"]]
    if row["rank"] is None:
        return Text("，不排名", "; not ranked")
    if row["rank"] == row["rank_low"] == row["rank_high"]:
        return Text(
            f"，在{kind.zh}中稳居第 {row['rank']}", f"; firmly rank {row['rank']} of its kind"
        )
    span = f"{row['rank_low']}–{row['rank_high']}"
    return Text(
        f"，在{kind.zh}中排第 {row['rank']}（排名区间 {span}）",
        f"; rank {row['rank']} of its kind ({span})",
    )


def _month(text: str) -> Text:
    """Return a month in words.

    >>> _month("2022-06")
    Text(zh='2022年6月', en='June 2022')
    """
    year, month = text.split("-")
    return Text(f"{year}年{int(month)}月", f"{_MONTHS.split()[int(month) - 1]} {year}")
