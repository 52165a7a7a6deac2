"""Write the pages of this folder that are made from the code: ``python -m docs.generate``."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click

import app
from graph import errors
from loaders.dictionary_page import dictionary_page
from queries.queries_page import page as queries_page

HERE = Path(__file__).parent
GENERATED = "Made from the code by `make docs`; do not edit."


def cli_page() -> str:
    """Return the help of every command."""
    return "\n".join(["# Command line", "", GENERATED, "", *_help(app.main, "xietu", None)])


def _help(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=100,
        help_option_names=["-h", "--help"],
    )
    yield from (f"## {context.command_path}", "", "```text", command.get_help(context), "```", "")
    for inner, child in sorted(getattr(command, "commands", {}).items()):
        if child.hidden:
            continue
        yield from _help(child, inner, context)


def settings_page() -> str:
    """Return the table of settings, from the comments of the fields of `app.Settings`."""
    source = Path(app.__file__).read_text("utf-8")
    rows = ["# Settings", "", GENERATED, "", "| variable | default | meaning |", "|---|---|---|"]
    for field in fields(app.Settings):
        comment = re.search(rf"    {field.name}: [^#\n]+# (XIETU_\w+)(?:: (.*))?", source)
        assert comment, f"the setting {field.name} has no comment"
        default = "" if field.name == "home" else str(field.default)
        rows.append(f"| `{comment[1]}` | {default} | {comment[2] or 'bytes'} |")
    return "\n".join([*rows, ""])


def errors_page() -> str:
    """Return the tree of errors and what each one means."""
    tree = (errors.__doc__ or "").split("::\n\n")[1].split("\n\n")[0]
    return "\n".join(["# Errors", "", GENERATED, "", "```text", _dedent(tree), "```", ""])


def _dedent(text: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in text.splitlines())


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "data-dictionary.md": dictionary_page,
    "errors.md": errors_page,
    "queries.md": queries_page,
    "settings.md": settings_page,
}
"""Each generated page and the function that returns its text."""


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
