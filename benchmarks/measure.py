"""Run each contestant in a process of its own, in turn, and compare medians."""

import json
import os
import subprocess
import sys
from dataclasses import astuple, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds as the contestant itself measured them, its peak memory, and all its work."""

    seconds: float
    mebibytes: float
    processor: float  # seconds of it, imports included: what a busy machine does not change


def run_once(command: list[str]) -> Run:
    """Run a contestant that prints ``{"seconds": ...}`` as its last line."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    seconds = json.loads(output.splitlines()[-1])["seconds"]
    return Run(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def in_turn(contestants: dict[str, list[str]], repeats: int = 3) -> dict[str, Run]:
    """Run all contestants A B C A B C ... and return the medians of each."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, command in contestants.items():
            runs[name].append(run_once(command))
    return {
        name: Run(*(median(column) for column in zip(*map(astuple, found), strict=True)))
        for name, found in runs.items()
    }
