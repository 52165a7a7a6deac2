"""The parameters that the questions about handoffs share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from queries.parameters import Before, Help, IdOf, Range, WholeDay

Rule = Literal["causal", "consecutive"]
Level = Literal["department", "person"]
Clock = Literal["working", "calendar"]
HandoffKind = Literal["forward", "return", "internal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """One page of the rows: how many, and after which cursor."""

    limit: Annotated[
        int,
        Help("一页最多多少行。", "Rows of one page at most."),
        Range(1, 10_000),
    ] = 100
    after: Annotated[
        str | None,
        Help("上一页给出的游标 next。", "The cursor `next` that the page before gave."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Paged):
    """How handoffs are derived and timed."""

    rule: Annotated[
        Rule,
        Help(
            "交接的认定：causal 按因果（使环节得以开始的前序环节），consecutive 按先后相邻。",
            "What makes a handoff: causal (the steps that enabled a step) or consecutive "
            "(the row before).",
        ),
    ] = "causal"
    clock: Annotated[
        Clock,
        Help(
            "时钟：working 工作时间，calendar 自然时间。",
            "The clock: working hours, or calendar time.",
        ),
    ] = "working"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Reading):
    """When, what and who: since <= the instant a handoff became possible < until, and the rest."""

    since: Annotated[
        datetime | None,
        Help(
            "自何时起（含）：日期或 ISO 8601 时刻，无时区者按数据的时区。",
            "From this instant on: a date or an ISO 8601 instant, without an offset in the "
            "time zone of the load.",
        ),
        Before("until"),
    ] = None
    until: Annotated[
        datetime | None,
        Help(
            "到何时止：日期（含当日）或 ISO 8601 时刻（不含）。",
            "Up to a date (that day included) or before an ISO 8601 instant.",
        ),
        WholeDay(),
    ] = None
    item: Annotated[
        str | None, Help("只看该事项（编码）。", "Only this item (its id)."), IdOf("items")
    ] = None
    department: Annotated[
        str | None,
        Help(
            "只看与该部门有关的，无论移交还是接收（部门编码，经办人层级也是）。",
            "Only handoffs with this department on either side (its id, at either level).",
        ),
        IdOf("departments"),
    ] = None
    sender: Annotated[
        str | None,
        Help("只看由其移交的（编码）。", "Only handoffs from this sender (its id)."),
        IdOf("nodes"),
    ] = None
    receiver: Annotated[
        str | None,
        Help("只看由其接收的（编码）。", "Only handoffs to this receiver (its id)."),
        IdOf("nodes"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(Scope):
    """Which handoffs count."""

    kind: Annotated[
        HandoffKind | None,
        Help(
            "种类：forward 正向，return 退回，internal 内部流转；不给则为正向和退回。",
            "Kind: forward, return or internal (sender = receiver); none: forward and return.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leveled(Filters):
    """Filters at a level that can be chosen."""

    level: Annotated[
        Level,
        Help("层级：department 部门，person 经办人。", "Level: between departments or persons."),
    ] = "department"
