"""Read one cell as a value of an enumeration."""

import re
from difflib import get_close_matches

from graph.text import Text
from loaders.dictionary import Choice, Field
from loaders.sheets import Cell, compact
from loaders.values import Circumstances, Reading, fault, plain

NEGATION = re.compile(r"[不未无]|非(?!常)")
"""Words that turn a meaning round: 不通过 is never a slip of the pen for 通过."""


def read_choice(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read an enumeration by name, synonym or code, where a bare number may be trusted."""
    word = compact(plain(cell))
    if word.isdecimal() and field.digits:
        return _digit(word, field, circumstances)
    for choice in field.values:
        if word in {compact(choice.name), *map(compact, choice.synonyms)} or _coded(word, choice):
            return Reading(choice.name)
    for local, name in field.folded:
        if word in map(compact, local):
            return Reading(name, note=_folded(word, name))
    names = [choice.name for choice in field.values]
    alike = [name for name in names if _negated(name) == _negated(word)]
    near = get_close_matches(word, alike, 1, 0.5)
    hint = (f"是否指“{near[0]}”？", f"Was {near[0]} meant? ") if near else ("", "")
    return fault(
        "不是可填的取值",
        "Not one of the accepted values",
        f"{hint[0]}可填：{'、'.join(names)}",
        f"{hint[1]}Accepted: {', '.join(names)}",
    )


def _negated(word: str) -> bool:
    return NEGATION.search(word) is not None


def _coded(word: str, choice: Choice) -> bool:
    """Tell whether `word` is the code of a choice, or code and name together."""
    if not choice.code:
        return False
    digits = word.lstrip("0") == choice.code.lstrip("0")
    return (
        digits or re.fullmatch(rf"0*{choice.code}[-.、:]?{compact(choice.name)}", word) is not None
    )


def _folded(word: str, name: str) -> Text:
    return Text(f"地方取值“{word}”归为“{name}”", f"The local value {word} was counted as {name}")


def _digit(word: str, field: Field, circumstances: Circumstances) -> Reading:
    if field.digits == "by_name":
        return fault(
            "只有数字代码，各地含义不同",
            "A bare code, whose meaning differs from city to city",
            "请填中文名称",
            "Write the Chinese name",
        )
    if circumstances.stars is None:
        return fault(
            "只有数字，未声明 1 最好还是 5 最好",
            "A bare digit, and nothing says whether 1 or 5 is best",
            "请填文字，或在填报说明中加一行“满意度方向”：1=非常满意 或 5=非常满意",
            "Write it in words, or add a row 满意度方向 to 填报说明: 1=非常满意 or 5=非常满意",
        )
    order = [choice.name for choice in field.values]
    if not 1 <= int(word) <= len(order):
        return fault("不在 1–5 之间", "Not between 1 and 5", "请填 1–5", "Write 1 to 5")
    return Reading(order[-int(word)] if circumstances.stars else order[int(word) - 1])
