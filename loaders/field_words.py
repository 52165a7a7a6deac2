"""What the dictionary says of a field, in words: for the notes of the template and the page."""

from graph.text import Text
from loaders.dictionary import Conditions, Field, Table, dictionary

TYPES = {
    "str": Text("文本", "text"),
    "code": Text("编码（按文本读）", "code, read as text"),
    "int": Text("整数", "whole number"),
    "decimal": Text("数字", "number"),
    "pct": Text("比例（0–1 或百分数）", "share, 0 to 1 or per cent"),
    "bool": Text("是／否", "是 or 否"),
    "date": Text("日期", "date"),
    "datetime": Text("日期和时刻", "date and time"),
    "time": Text("时刻", "time of day"),
    "enum": Text("选项", "choice"),
    "list": Text("列表，用、分隔", "list separated by 、"),
}


def type_words(field: Field) -> Text:
    """Return the type of a field in words, with its unit."""
    if field.refers_to:
        label = dictionary().table(field.refers_to).label
        return Text(f"{label.zh}的编码、名称或简称", f"code or name in {label.en}")
    words = TYPES[field.type]
    if not field.unit:
        return words
    return Text(f"{words.zh}，单位 {field.unit}", f"{words.en}, in {field.unit}")


def need_words(field: Field, table: Table) -> Text:
    """Return whether and when a field must be filled in."""
    if field.required == "yes":
        return Text("必填", "required")
    if field.required == "no":
        return Text("可空", "optional")
    if field.when:
        zh, en = _conditions(field.when, table)
        return Text(f"{zh}时必填", f"required where {en}")
    zh, en = _conditions(field.unless, table)
    return Text(f"必填，除非{zh}", f"required unless {en}")


def _conditions(conditions: Conditions, table: Table) -> Text:
    labels = [(table.by_name[name].label, value) for name, value in conditions]
    zh = [f"已填{label.zh}" if value == "*" else f"{label.zh}={value}" for label, value in labels]
    en = [f"{label.zh} is {'given' if value == '*' else value}" for label, value in labels]
    return Text("且".join(zh), " and ".join(en))


def rule_words(field: Field, table: Table) -> Text:
    """Return the constraints and the explanation of a field, in one line."""
    rules = [*_value_rules(field), *_row_rules(field, table)]
    rules += [field.note] if field.note.zh else []
    return Text("；".join(rule.zh for rule in rules), "; ".join(rule.en for rule in rules))


def _value_rules(field: Field) -> list[Text]:
    rules: list[Text] = []
    if field.values:
        codes = [
            choice.name + (f" {choice.code}" if choice.code else "") for choice in field.values
        ]
        rules.append(Text("／".join(codes), " / ".join(codes)))
    for local, name in field.folded:
        listed = "、".join(local)
        rules.append(Text(f"{listed} 归为“{name}”", f"{listed} count as {name}"))
    if field.digits == "by_name":
        rules.append(Text("只按中文名读，不读数字代码", "read by Chinese name, never by code"))
    if field.words:
        words = "、".join(word for word, _ in field.words)
        rules.append(Text(f"也可填 {words}", f"or in words: {words}"))
    if field.default:
        rules.append(Text(f"空=“{field.default}”", f"empty: {field.default}"))
    return rules + _limits(field)


def _limits(field: Field) -> list[Text]:
    rules: list[Text] = []
    if field.pattern_says:
        rules.append(field.pattern_says)
    if field.check == "uscc":
        rules.append(Text("GB 32100-2015 校验位", "check digit of GB 32100-2015"))
    if field.max_length:
        longest = field.max_length
        rules.append(Text(f"不超过 {longest} 字", f"{longest} characters at most"))
    if field.min is not None:
        rules.append(Text(f"≥{field.min:g}", f"{field.min:g} or more"))
    if field.max_parameter:
        key = field.max_parameter
        rules.append(Text(f"≤填报说明的 {key}", f"at most {key} of 填报说明"))
    return rules


def _row_rules(field: Field, table: Table) -> list[Text]:
    rules: list[Text] = []
    if field.not_before:
        other = table.by_name[field.not_before].label.zh
        rules.append(Text(f"不早于{other}", f"not before {other}"))
    if field.differs_from:
        other = table.by_name[field.differs_from].label.zh
        rules.append(Text(f"不同于{other}", f"differs from {other}"))
    if field.at_most:
        other = table.by_name[field.at_most].label.zh
        rules.append(Text(f"大于{other}时提示", f"a warning where above {other}"))
    if field.type in ("date", "datetime") and field.may_be_future:
        rules.append(Text("可晚于截止日期", "may be after the date of the data"))
    return rules
