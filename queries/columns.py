"""Columns that several questions share, each with its label, unit and meaning in one place."""

from graph.text import Text
from queries.query import Column, ColumnType

KIND_WORDS = {
    "forward": Text("正向", "forward"),
    "return": Text("退回", "return"),
    "internal": Text("内部", "internal"),
}
EVIDENCE_WORDS = {
    "receipt": Text("有签收时间", "receipt known"),
    "start": Text("有开始时间", "start known"),
    "instant": Text("只有一个时间", "one instant a step"),
}

_NODES = {
    "sender": (Text("移交方", "Sender"), Text("移交的部门或经办人", "Who hands over")),
    "receiver": (Text("接收方", "Receiver"), Text("接收的部门或经办人", "Who receives")),
    "department": (Text("部门", "Department"), Text("部门", "The department")),
    "node": (
        Text("部门或经办人", "Department or person"),
        Text("部门或经办人", "The department or person"),
    ),
    "item": (Text("事项", "Item"), Text("事项，即一类审批", "The kind of approval")),
}


def node(name: str) -> tuple[Column, Column]:
    """Return the two columns of a node: its id, and its name beside it."""
    label, meaning = _NODES[name]
    return (
        Column(
            name,
            "string",
            Text(f"{label.zh}编码", f"{label.en} id"),
            Text(f"{meaning.zh}的编码；事件日志中即文本本身。", f"{meaning.en}: its id."),
        ),
        Column(
            f"{name}_name",
            "string",
            label,
            Text(f"{meaning.zh}的名称。", f"{meaning.en}: its name."),
        ),
    )


def text(name: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    """Return a column of texts."""
    return Column(name, "string", Text(zh, en), Text(meaning_zh, meaning_en))


def count(name: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    """Return a column of counts."""
    return Column(name, "integer", Text(zh, en), Text(meaning_zh, meaning_en))


def duration(name: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    """Return a column of seconds of the chosen clock."""
    return Column(name, "number", Text(zh, en), Text(meaning_zh, meaning_en), "s")


def share(name: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    """Return a column of shares from 0 to 1."""
    return Column(name, "number", Text(zh, en), Text(meaning_zh, meaning_en), "share")


def other(
    name: str, column_type: ColumnType, zh: str, en: str, meaning_zh: str, meaning_en: str
) -> Column:
    """Return a column of instants or of yes and no."""
    return Column(name, column_type, Text(zh, en), Text(meaning_zh, meaning_en))


CASE = text("case", "办件", "Case", "办件编号。", "Id of the case.")
HANDOFFS = count("handoffs", "交接次数", "Handoffs", "相符的全部交接。", "All handoffs that match.")
RETURNS = count("returns", "退回次数", "Returns", "其中退回的。", "Those of kind return.")
OPEN = count(
    "open",
    "在途交接",
    "Open handoffs",
    "尚未开始办理的；不计入等待。",
    "Those not yet begun by the receiver; they stay out of waits.",
)
TOTAL_WAIT = duration(
    "total_wait",
    "等待合计",
    "Total wait",
    "已结束且决定开始时刻的交接的等待之和。",
    "Sum over binding handoffs that are not open; empty where there is none.",
)
CASES = count("cases", "办件数", "Cases", "涉及的办件。", "Distinct cases.")
SHARE_OF_WAIT = share(
    "share_of_wait",
    "占比",
    "Share of wait",
    "占双方都登记的各对等待之和的比例；一方未登记的为空。",
    "Share of the waiting of all pairs with both sides registered; empty for the others.",
)
MEAN_WAIT = duration("mean_wait", "平均等待", "Mean wait", "等待的平均值。", "Mean of the waits.")
MEDIAN_WAIT = duration(
    "median_wait",
    "等待中位数",
    "Median wait",
    "等待的中位数（线性插值）。",
    "Median of the waits (linear).",
)
P90_WAIT = duration(
    "p90_wait",
    "等待 P90",
    "P90 wait",
    "等待的 90 分位数（线性插值）。",
    "90th percentile of the waits (linear).",
)
