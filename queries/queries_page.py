"""The documentation page of the questions, made of what each one declares."""

import inspect
from collections.abc import Iterator

from queries.parameters import Parameter, parameters_of
from queries.query import Column, Query
from queries.registry import QUERIES

_HEAD = """\
# Questions

Generated from the code; do not edit (`make docs`).

Each question is a page at `/queries/NAME`, a file at `/queries/NAME.json`, `.csv` or `.xlsx`,
JSON for programs at `/api/v1/queries/NAME`, and `xietu query NAME [-p key=value ...]
[-f table|json|csv|xlsx] [--all]` on the command line. Unknown parameters are refused. A value
that is not known is empty (`null`), never zero. The order of the rows is part of the answer.

Durations (unit `s`) are seconds of the chosen clock in `.json` and `.csv`; pages and `.xlsx` show
working days (calendar clock: days). Instants in `.json` and `.csv` carry the UTC offset of the
load. `next` of an answer is the cursor of the following page, to be given as `after`; it is of
one load and one set of parameters. In `.csv`, text that begins with `=`, `+`, `-`, `@` (or one of
these at full width), a tab or a line break has an apostrophe in front, so that no spreadsheet
takes it for a formula.
"""


def page() -> str:
    """Return the page as Markdown."""
    contents = "\n".join(
        f"- [{name}](#{name}): {query.question.en}" for name, query in QUERIES.items()
    )
    sections = ["\n".join(_section(query)) for query in QUERIES.values()]
    return "\n".join([_HEAD, contents, "", *sections])


def _section(query: Query) -> Iterator[str]:
    yield f"## {query.name}\n"
    yield f"{query.title.zh}：{query.question.zh}\n"
    yield f"{inspect.getdoc(query.function)}\n"
    yield "| column | type | unit | meaning | 含义 |"
    yield "|---|---|---|---|---|"
    yield from map(_column, query.columns)
    yield ""
    yield "| parameter | accepted | default | meaning | 含义 |"
    yield "|---|---|---|---|---|"
    yield from map(_parameter, parameters_of(query.parameters))
    yield ""


def _column(column: Column) -> str:
    unit = f"in `{column.unit_column}`" if column.unit_column else column.unit
    meaning = column.meaning
    return f"| `{column.name}` | {column.type} | {unit} | {meaning.en} | {meaning.zh} |"


def _parameter(parameter: Parameter) -> str:
    accepted = ", ".join(f"`{each}`" for each in parameter.accepted) or "text"
    default = "" if parameter.default is None else f"`{parameter.default}`"
    default = "required" if parameter.required else default
    help_text = parameter.help
    return f"| `{parameter.name}` | {accepted} | {default} | {help_text.en} | {help_text.zh} |"
