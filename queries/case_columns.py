"""The columns of ``case``, with unit and meaning."""

from graph.text import Text
from queries.causes import WORDS as CAUSE_WORDS
from queries.columns import KIND_WORDS, count, duration, node, other, text
from queries.query import Column

COUNTED = ("idle", "overtaken", "capacity", "batching", "unknown")
"""What can make a wait long after receipt, the first first where two took as long."""

COLUMNS = (
    Column(
        "kind",
        "string",
        Text("种类", "Kind"),
        Text(
            "step 环节，handoff 交接，stop 停表。",
            "step, the handoff that led to the next step, or stop: the clock was stopped.",
        ),
        words={
            "step": Text("环节", "step"),
            "handoff": Text("交接", "handoff"),
            "stop": Text("停表", "stop"),
        },
    ),
    text(
        "step",
        "环节",
        "Step",
        "环节名称；交接则为接收环节，未知为空。",
        "Name of the step; of a handoff the receiving one, empty where not known.",
    ),
    *node("department"),
    text(
        "unit",
        "内设机构编码",
        "Section id",
        "办理（交接则为接收）的科室的编码，未登记为空。",
        "Id of the section that did the step or received the handoff, empty where none is named.",
    ),
    text("unit_name", "内设机构", "Section", "该科室的名称。", "Name of that section."),
    text(
        "person",
        "经办人",
        "Person",
        "办理（交接则为接收）的人。",
        "Who did the step, or received the handoff.",
    ),
    other(
        "enabled_at",
        "instant",
        "可开始时刻",
        "Enabled",
        "最后一个前序环节办结。",
        "The last of the steps before it was finished.",
    ),
    other("received_at", "instant", "签收时刻", "Received", "签收。", "It was received."),
    other(
        "started_at",
        "instant",
        "开始时刻",
        "Started",
        "开始办理；停表则为停表开始。",
        "It was begun; of a handoff: the receiver began; of a stop: the clock stopped.",
    ),
    other(
        "finished_at",
        "instant",
        "办结时刻",
        "Finished",
        "办结；停表则为恢复计时。",
        "It was finished; of a stop: the clock went on.",
    ),
    duration(
        "waiting",
        "等待",
        "Waiting",
        "交接的等待；环节则为部门内部流转的等待。交接各行之和即“办件”中该办件的等待，环节各行不在其中。",
        "Of a handoff its wait; of a step the wait inside its own department. The handoffs "
        "add up to the waiting of the case in `cases`; the steps are not part of it.",
    ),
    *node("sender"),
    count(
        "number",
        "环节号",
        "Step number",
        "环节在批次中的编号；交接则为接收环节的编号。",
        "Number of the step in the load; of a handoff that of the receiving step.",
    ),
    count(
        "from_number",
        "前序环节号",
        "From step",
        "最后办结的前序环节；交接则为移交的环节。",
        "The step before it that was finished last; of a handoff the step that handed over.",
    ),
    count("handoff", "交接号", "Handoff", "交接在批次中的编号。", "Its number in the load."),
    other("sent_at", "instant", "移交时刻", "Sent", "移交方办结。", "The sender finished."),
    duration(
        "transfer",
        "在途用时",
        "Transfer",
        "等待中签收以前的部分；签收时刻未知为空。",
        "The part of the wait before receipt; empty where no receipt is known.",
    ),
    Column(
        "cause",
        "string",
        Text("主要原因", "Main cause"),
        Text(
            "签收以后的工作时间里，用时最多的原因；分法同“等待原因”。",
            "What took most of the working time after receipt; split as in `causes`.",
        ),
        words={name: CAUSE_WORDS[name] for name in COUNTED},
    ),
    duration(
        "cause_wait",
        "主要原因用时",
        "Main cause, time",
        "等待中归于主要原因的时间。",
        "How much of the wait has that cause.",
    ),
    duration(
        "slack",
        "富余",
        "Slack",
        "交接比决定开始时刻的前序早办结多少。",
        "How much earlier than the binding step the sender finished; 0 if binding.",
    ),
    duration(
        "processing",
        "办理用时",
        "Processing",
        "环节从开始到办结，扣除停表；有一端未知为空。",
        "Of a step from start to finish, less clock stops; empty where one end is not known.",
    ),
    other(
        "binding",
        "boolean",
        "决定开始",
        "Binding",
        "移交的是最后办结的前序环节，等待只计它。",
        "From the predecessor that finished last; only these carry a wait.",
    ),
    Column(
        "direction",
        "string",
        Text("方向", "Direction"),
        Text("交接的方向：forward 正向，return 退回。", "Of a handoff: forward or return."),
        words={key: KIND_WORDS[key] for key in ("forward", "return")},
    ),
    other(
        "open",
        "boolean",
        "未了",
        "Open",
        "环节尚未办结，或交接尚未开始办理。",
        "The step is not finished, or the receiver of the handoff has not begun.",
    ),
)
