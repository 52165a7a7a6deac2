"""Imports only point back: loaders -> graph -> queries -> web, and app on top."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "graph": {"graph"},
    "loaders": {"graph", "loaders"},
    "queries": {"graph", "queries"},
    "web": {"graph", "queries", "web"},
}
ROOMS = {*ALLOWED, "app"}
BANNED_NAMES = ("utils", "helpers", "common", "manager", "service")
BANNED_IMPORTS = {"pm4py", "igraph", "docxtpl", "dateparser", "openpyxl"}


def imports(path: Path) -> set[str]:
    """Return the top-level names that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def modules(room: str) -> list[Path]:
    found = sorted((ROOT / room).rglob("*.py"))
    assert found
    return found


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_from_the_rooms_before_it(room: str) -> None:
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path in modules(room)
        for name in imports(path) & ROOMS - ALLOWED[room]
    }
    assert not wrong


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_no_module_has_a_name_that_says_nothing(room: str) -> None:
    assert not [path for path in modules(room) if path.stem in BANNED_NAMES]


def test_nothing_is_imported_that_may_not_be_shipped() -> None:
    paths = [ROOT / "app.py", *(path for room in ALLOWED for path in modules(room))]
    assert not {(path.name, name) for path in paths for name in imports(path) & BANNED_IMPORTS}


def test_only_the_error_pages_know_http_statuses_of_errors() -> None:
    for room in ("graph", "loaders", "queries"):
        for path in modules(room):
            assert not imports(path) & {"flask", "werkzeug", "http"}, path
