"""The plain form of a question's parameters, in the words of a planner."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel.speaklater import LazyString

from queries.parameters import Parameter, parameters_of
from web.language import lazy_gettext, words

LABELS: dict[str, LazyString] = {
    "case": lazy_gettext("办件编号"),
    "round": lazy_gettext("评价批次"),
    "since": lazy_gettext("自"),
    "until": lazy_gettext("至"),
    "text": lazy_gettext("编号或名称"),
    "source": lazy_gettext("从哪个部门"),
    "target": lazy_gettext("到哪个部门"),
    "from_month": lazy_gettext("自哪个月"),
    "to_month": lazy_gettext("到哪个月"),
    "depth": lazy_gettext("几层"),
    "by": lazy_gettext("怎样算好"),
    "hops": lazy_gettext("最多交接几次"),
    "size": lazy_gettext("最多几个部门"),
    "best": lazy_gettext("最多给出几个"),
    "item": lazy_gettext("事项"),
    "department": lazy_gettext("部门"),
    "sender": lazy_gettext("移交方"),
    "receiver": lazy_gettext("接收方"),
    "kind": lazy_gettext("种类"),
    "state": lazy_gettext("状态"),
    "open": lazy_gettext("在途"),
    "before_since": lazy_gettext("前一段自"),
    "compare": lazy_gettext("比什么"),
    "group": lazy_gettext("本组（编码）"),
    "against": lazy_gettext("对照组（编码）"),
    "beyond": lazy_gettext("久于P90"),
    "horizon": lazy_gettext("限定均值计到几天"),
    "causes": lazy_gettext("原因的分法"),
    "wait_from": lazy_gettext("等待不少于（秒）"),
    "wait_to": lazy_gettext("等待少于（秒）"),
    "pairs": lazy_gettext("前几对"),
    "level": lazy_gettext("层级"),
    "rule": lazy_gettext("交接认定"),
    "clock": lazy_gettext("时钟"),
    "limit": lazy_gettext("每页行数"),
}
"""What a field is called, in the order of a form; its help is the parameter's own."""

CHOICES: dict[str, LazyString] = {
    "period": lazy_gettext("两段时间"),
    "item": lazy_gettext("两组事项"),
    "sender": lazy_gettext("两组移交部门"),
    "receiver": lazy_gettext("两组接收部门"),
    "causal": lazy_gettext("按因果"),
    "consecutive": lazy_gettext("按先后相邻"),
    "department": lazy_gettext("部门"),
    "person": lazy_gettext("经办人"),
    "working": lazy_gettext("工作时间"),
    "calendar": lazy_gettext("自然时间"),
    "forward": lazy_gettext("正向"),
    "return": lazy_gettext("退回"),
    "internal": lazy_gettext("内部流转"),
    "edge": lazy_gettext("交接对"),
    "node": lazy_gettext("办理部门"),
    "change": lazy_gettext("变慢的交接"),
    "chain": lazy_gettext("三部门链"),
    "kronos": lazy_gettext("Kronos 分法"),
    "open": lazy_gettext("在办"),
    "closed": lazy_gettext("办结"),
    "handoffs": lazy_gettext("走的件多"),
    "waiting": lazy_gettext("等得短"),
    "yes": lazy_gettext("是"),
    "no": lazy_gettext("否"),
}
"""Words for the values that a choice has."""

HIDDEN = ("after", "sort")
"""Parameters that are set by links: the next page, and the heads of the columns."""

Suggestions = Mapping[str, tuple[tuple[str, str], ...]]
"""For some parameters the values to choose from: (id, name)."""

NO_SUGGESTIONS: Suggestions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    help: str
    kind: str  # the type of the input element
    value: str
    placeholder: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[tuple[str, str], ...] = ()


def fields(
    declared: type[Any], raw: Mapping[str, str], suggestions: Suggestions = NO_SUGGESTIONS
) -> list[Field]:
    """Return the fields of the parameters `declared`, filled with what `raw` gave."""
    order = list(LABELS)
    known = [one for one in parameters_of(declared) if one.name not in HIDDEN]
    known.sort(key=lambda one: order.index(one.name) if one.name in order else 0)
    return [_field(one, raw.get(one.name, ""), suggestions.get(one.name, ())) for one in known]


def value_words(value: str) -> str:
    """Return the words for a value of a choice (or of a column that holds such values)."""
    return str(CHOICES.get(value, value))


def _field(parameter: Parameter, given: str, suggestions: tuple[tuple[str, str], ...]) -> Field:
    default = "" if parameter.default is None else str(parameter.default)
    instant = parameter.kind == "instant"
    return Field(
        name=parameter.name,
        label=str(LABELS.get(parameter.name, parameter.name)),
        help=words(parameter.help),
        kind="number" if parameter.kind == "integer" else "text",
        value=given or default,
        placeholder="2022-05-31" if instant else "",
        required=parameter.required,
        choices=_choices(parameter),
        suggestions=suggestions,
    )


def _choices(parameter: Parameter) -> tuple[tuple[str, str], ...]:
    choices = tuple((value, value_words(value)) for value in parameter.choices)
    if choices and parameter.default is None and not parameter.required:
        return (("", str(lazy_gettext("不限"))), *choices)
    return choices
