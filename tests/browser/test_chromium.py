"""Where the browser comes from: setting, PATH, packages, or a message that says what to do."""

from pathlib import Path

import pytest

from tests.browser import chromium


def test_the_setting_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own-chromium"
    own.write_text("#!/bin/sh\n", "utf-8")
    own.chmod(0o755)
    monkeypatch.setenv(chromium.SETTING, str(own))

    assert chromium.find_chromium() == str(own)


def test_a_setting_that_is_no_program_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.SETTING, "/nowhere/chromium")

    with pytest.raises(chromium.NoChromiumError, match="/nowhere/chromium"):
        chromium.find_chromium()


def test_without_any_browser_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(chromium.SETTING, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))  # no browser, no apt-get
    monkeypatch.setattr(chromium, "_by_playwright", lambda: "")  # it would fetch one

    with pytest.raises(chromium.NoChromiumError, match=chromium.SETTING):
        chromium.find_chromium()


def test_only_root_runs_without_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    assert "--no-sandbox" not in chromium.flags()
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    assert "--no-sandbox" in chromium.flags()
