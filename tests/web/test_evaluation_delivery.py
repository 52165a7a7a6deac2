"""A whole round as files: whole or not there, each file on the list."""

import csv
import hashlib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from graph.errors import DeliveryError
from tests.figures import documents, mesh
from web.evaluation.delivery import deliver, safe_name

SMALL = mesh(6)
TWO = documents(SMALL)[:2]


def files_below(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_each_department_gets_one_folder_and_every_file_is_on_the_list(tmp_path: Path) -> None:
    out, told = tmp_path / "送达", []
    given = deliver(SMALL, TWO, out, "zh", lambda *step: told.append(step))
    with (out / "送达清单.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["部门编码", "部门", "文件", "SHA-256"]
    assert [tuple(row) for row in rows] == [tuple(each) for each in given]
    assert files_below(out) == {each.path for each in given} | {"送达清单.csv", "送达清单.xlsx"}
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in (out, *out.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}
    for one in given:
        assert hashlib.sha256((out / one.path).read_bytes()).hexdigest() == one.sha256
    sheet = openpyxl.load_workbook(out / "送达清单.xlsx")["送达清单"]
    assert [tuple(row) for row in sheet.iter_rows(2, values_only=True)][:3] == [
        tuple(each) for each in given[:3]
    ]
    folders = {each.path.split("/")[0] for each in given}
    assert folders == {f"{d.id} {d.name}" for d in SMALL.round.departments[:2]} | {"监督部门"}
    assert told[-1] == (3, 3, "监督部门")
    assert [step[0] for step in told] == [1, 2, 3]


def test_a_folder_that_holds_something_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DeliveryError, match="已存在"):
        deliver(SMALL, [], tmp_path)
    assert files_below(tmp_path) == {"mine.txt"}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    deliver(SMALL, [], out, "en")
    assert files_below(out) == {
        "delivery-list.csv",
        "delivery-list.xlsx",
        "oversight/oversight-report.docx",
        "oversight/oversight-report.pdf",
        "oversight/oversight-report.xlsx",
    }


def test_a_stop_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int, name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(SMALL, TWO, tmp_path / "out", "zh", stop)
    assert not list(tmp_path.iterdir())


def test_names_that_file_systems_refuse_are_made_safe(tmp_path: Path) -> None:
    odd = (("D01", "../../水利局"), ("D02", "=cmd|' /C'!A0"), ("CON", ""), ("D04", "局" * 90))
    documents_ = [
        replace(document, department=replace(document.department, id=key, name=name))
        for document, (key, name) in zip(documents(SMALL), odd, strict=False)
    ]
    out = tmp_path / "out"
    given = deliver(SMALL, documents_, out)
    assert files_below(out) == {each.path for each in given} | {"送达清单.csv", "送达清单.xlsx"}
    assert not [p for p in tmp_path.iterdir() if p != out]
    with (out / "送达清单.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_two_departments_whose_names_become_the_same_get_two_folders(tmp_path: Path) -> None:
    first, second = documents(SMALL)[:2]
    same = [
        replace(each, department=replace(each.department, id=key, name="局"))
        for each, key in ((first, "D/1"), (second, "D:1"))
    ]
    given = deliver(SMALL, same, tmp_path / "out")
    assert len({each.path for each in given}) == len(given)


def test_a_safe_name_is_never_empty_and_never_a_path() -> None:
    for text in ("", "..", "a/b\\c", "NUL.txt", "\x00\x1f", " x. "):
        made = safe_name(text)
        assert made.strip(". ")
        assert not set(made) & set('/\\:*?"<>|\x00')
