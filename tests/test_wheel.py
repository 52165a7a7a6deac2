"""What is shipped: the wheel has the code, the templates, the words, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("xietu-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_has_the_top_level_names_of_the_design(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert top == {"app.py", "graph", "loaders", "queries", "web"}


@pytest.mark.parametrize(
    "name",
    [
        "loaders/dictionary.json",
        "web/templates/overview.html",
        "web/static/tokens.css",
        "web/translations/en/LC_MESSAGES/messages.mo",
    ],
)
def test_the_wheel_has_what_the_code_reads(names: list[str], name: str) -> None:
    assert name in names


def test_the_wheel_has_no_tests_and_no_data_of_a_user(names: list[str]) -> None:
    assert not [
        name for name in names if "test" in name or ".demo" in name or "__pycache__" in name
    ]


def test_the_distribution_cannot_be_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_no_lock_file_names_a_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8")
