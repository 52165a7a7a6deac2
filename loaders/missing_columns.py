"""Columns that a sheet must have and has not: which, and which strange column may be meant."""

from difflib import SequenceMatcher

from graph.errors import MappingError
from graph.text import Text
from loaders.dictionary import Field, Table
from loaders.headers import Header
from loaders.report import one_line
from loaders.sheets import compact
from loaders.values import Fault

ALIKE = 0.5
MOST = 10
"""Strange columns that are named."""


def need_columns(table: Table, header: Header) -> None:
    """Raise `MappingError` where a column is missing that every row needs."""
    missing = [
        field
        for field in table.fields
        if field.name not in header.places and _nothing_stands_for(field, header)
    ]
    if missing:
        raise missing_error(table, missing, header)


def _nothing_stands_for(field: Field, header: Header) -> bool:
    """Tell whether every row needs the field, whatever its other columns hold."""
    if field.required != "conditional":
        return field.required == "yes"
    return any(name not in header.places for name, _ in field.unless)


def missing_error(table: Table, missing: list[Field], header: Header) -> MappingError:
    """Say which columns are missing, which were not recognised, and what is to be done."""
    zh = "、".join(
        field.label.zh + (f"（也可写作 {'、'.join(field.aliases)}）" if field.aliases else "")
        for field in missing
    )
    en = ", ".join(f"{field.label.zh} ({field.label.en})" for field in missing)
    hint, row = _hint(missing, header), header.last + 1
    return MappingError(
        f"表“{table.label.zh}”缺少列 {zh}；{hint.zh}（表头在第 {row} 行）。",
        f"Sheet {table.label.zh} ({table.label.en}) lacks columns: {en}. {hint.en} "
        f"(its header is row {row}).",
    )


def absent(field: Field, header: Header) -> Fault:
    """Refuse a row that needs a field whose column is not in the sheet."""
    reason = Text("必填，但表中没有这一列", "Required, but the sheet has no such column")
    return Fault(reason, _hint([field], header))


def _hint(missing: list[Field], header: Header) -> Text:
    strange = [one_line(text) for _, text in header.unknown]
    if not strange:
        return Text("请补上或改正列名", "Add the columns or correct their names")
    more = "……" if len(strange) > MOST else ""
    zh = f"没有认出的列：{'、'.join(strange[:MOST])}{more}。"
    en = f"Columns that were not recognised: {', '.join(strange[:MOST])}{more}. "
    pairs = [(word, field.label) for field in missing if (word := _closest(field, strange))]
    if not pairs:
        return Text(f"{zh}请补上或改正列名", f"{en}Add the columns or correct their names")
    return Text(
        zh + "".join(f"“{word}”是否应为 {label.zh}？" for word, label in pairs),
        en + " ".join(f"Should {word} be {label.zh} ({label.en})?" for word, label in pairs),
    )


def _closest(field: Field, strange: list[str]) -> str | None:
    """Return the strange column whose name is most like one of the field's, if any is."""
    names = [compact(name) for name in (field.label.zh, field.label.en, field.name, *field.aliases)]
    ratios = {
        word: max(SequenceMatcher(None, word, name).ratio() for name in names) for word in strange
    }
    best = max(ratios, key=lambda word: ratios[word])
    return best if ratios[best] >= ALIKE else None
