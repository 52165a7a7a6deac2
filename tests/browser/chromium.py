"""Where Chromium is: by setting, else on PATH, else fetched by apt-get or by Playwright."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

SETTING = "XIETU_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = "fonts-noto-cjk"
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
APT = ("apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=5")


class NoChromiumError(Exception):
    """No Chromium is here and none could be fetched; the message says what to do."""


def find_chromium() -> str:
    """Return the program, after fetching it where it is missing and can be fetched."""
    path = _by_setting() or _on_path() or _by_apt("chromium", FONTS) or _by_playwright()
    if not path:
        raise NoChromiumError(
            "Browser tests need Chromium. None is on PATH, and neither apt-get (as root on Debian) "
            f"nor `playwright install chromium` gave one. Install it, or set {SETTING} to its path."
        )
    _require_fonts()
    return path


def flags() -> list[str]:
    """Return how Chromium is started; root has no sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]


def _by_setting() -> str:
    path = os.environ.get(SETTING, "")
    if path and not os.access(path, os.X_OK):
        raise NoChromiumError(f"{SETTING} is {path!r}, which is no program.")
    return path


def _on_path() -> str:
    return next((path for path in map(shutil.which, NAMES) if path), "")


def _by_apt(*packages: str) -> str:
    if not (_is_root() and Path("/etc/debian_version").is_file() and shutil.which("apt-get")):
        return ""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = ([*APT, "update"], [*APT, "install", "--no-install-recommends", *packages])
    for pause in (5, 20, 0):
        runs = (subprocess.run(each, env=environment, check=False).returncode for each in commands)
        if not any(list(runs)):
            break
        time.sleep(pause)
    return _on_path()


def _by_playwright() -> str:
    from playwright.sync_api import sync_playwright

    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""


def _require_fonts() -> None:
    """Fetch a font for Chinese where there is none: without one every sign is an empty box."""
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout
        if not found.strip():
            _by_apt(FONTS)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
