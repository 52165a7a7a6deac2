"""The documentation page of the data dictionary."""

from graph.text import Text
from loaders.dictionary import Field, Table, dictionary
from loaders.field_words import need_words, rule_words, type_words

INTRODUCTION = """\
# 数据字典 · Data dictionary

本页由数据字典生成，请勿手改。一个工作簿（.xlsx、.xls、.xlsb、.ods）或一个 CSV 文件夹
（文件名含表名）含下列各表；表头可用列名或别名，位置不限。引用其他表时可填编码、名称或简称。

This page is generated from the data dictionary; do not edit it by hand. A workbook (.xlsx, .xls,
.xlsb, .ods) or a folder of CSV files (each named after its sheet) has the sheets below. A header
is a column's name or an alias, anywhere in the first 15 rows. References to other sheets are
codes, names or short names. Columns marked “stored” are read by questions; all others are read
and checked, and not stored.
"""


def dictionary_page() -> str:
    """Return the page as Markdown."""
    parts = [INTRODUCTION]
    for table in dictionary().tables:
        parts.append(_section(table))
        if table.name == "meta":
            parts.append(_parameters())
    others = "、".join(dictionary().other_sheets)
    parts.append(f"## 其他表 · Other sheets\n\n本版本不读取 · not read yet: {others}\n")
    return "\n".join(parts)


def _section(table: Table) -> str:
    need = Text("必需", "needed") if table.needed else Text("可选", "optional")
    unique = "; ".join(
        " + ".join(table.by_name[name].label.zh for name in columns) for columns in table.unique
    )
    lines = [
        f"## {table.label.zh} · {table.label.en}",
        "",
        f"{need.zh}。{table.note.zh}。 · {need.en.capitalize()}. {table.note.en}.",
        "",
        *([f"唯一 · Unique: {unique}", ""] if unique else []),
        "| 列 · Column | 必填 · Required | 类型 · Type | 约束 · Rules | 别名 · Aliases | Stored |",
        "|---|---|---|---|---|---|",
        *(_row(field, table) for field in table.fields),
    ]
    return "\n".join(lines) + "\n"


def _row(field: Field, table: Table) -> str:
    cells = [
        f"{field.label.zh} · {field.label.en} `{field.name}`",
        _both(need_words(field, table)),
        _both(type_words(field)),
        _both(rule_words(field, table)),
        "、".join(field.aliases),
        "✓" if field.kept else "",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _both(words: Text) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} · {words.en}"


def _parameters() -> str:
    lines = ["| 参数 · Parameter | 别名 · Aliases | 取值 · Value |", "|---|---|---|"]
    for parameter in dictionary().parameters:
        aliases = "、".join(parameter.aliases)
        lines.append(f"| `{parameter.name}` | {aliases} | {_both(parameter.note)} |")
    return "\n".join(lines) + "\n"
