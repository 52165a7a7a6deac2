"""The columns of `comparison`."""

from graph.text import Text
from queries.columns import count, duration, node, other
from queries.query import Column

WORDS = {
    "slower": Text("更慢", "slower"),
    "faster": Text("更快", "faster"),
    "same": Text("无明显差别", "no clear difference"),
    "scarce": Text("样本不足", "too few to say"),
}
COLUMNS: tuple[Column, ...] = (
    *node("sender"),
    *node("receiver"),
    Column(
        "change",
        "string",
        Text("差别", "Difference found"),
        Text(
            "校正后 p 值不大于 0.05 的为更慢或更快；任一方不足 10 次的为样本不足。",
            "Slower or faster where the adjusted p-value is 0.05 at most; too few to say with "
            "fewer than 10 waits on a side.",
        ),
        words=WORDS,
    ),
    count(
        "waits_before",
        "对照次数",
        "Waits compared with",
        "前一段或对照组的等待次数。",
        "Waits before, or of those compared with.",
    ),
    count("waits", "本方次数", "Waits", "本段或本组的等待次数。", "Waits since, or of the group."),
    duration(
        "mean_before",
        "对照平均",
        "Mean compared with",
        "前一段或对照组的平均等待。",
        "Mean wait before, or of those compared with.",
    ),
    duration(
        "mean_wait",
        "本方平均",
        "Mean wait",
        "本段或本组的平均等待。",
        "Mean wait since, or of the group.",
    ),
    duration(
        "difference",
        "差",
        "Difference",
        "本方平均减对照平均。",
        "Mean wait less the mean compared with.",
    ),
    duration("difference_low", "差的下限", "Difference, low", "95% 区间下限。", "Low of 95 %."),
    duration("difference_high", "差的上限", "Difference, high", "95% 区间上限。", "High of 95 %."),
    other(
        "p",
        "number",
        "p 值",
        "P-value",
        "按 Benjamini–Hochberg 校正；未检验为空。",
        "Adjusted by Benjamini and Hochberg; empty where not tested.",
    ),
)
