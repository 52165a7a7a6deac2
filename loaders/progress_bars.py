"""The progress of a load on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from graph.progress import STEPS, Progress, place_of, silent
from graph.text import Language


@contextmanager
def progress_bars(language: Language) -> Iterator[Progress]:
    """Show a bar for each stage on a terminal; be quiet elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage_words(stage, language), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def stage_words(stage: str, language: Language) -> str:
    """Return the words for a stage.

    >>> stage_words("check:办件环节", "zh"), stage_words("handoffs", "en")
    ('核对：办件环节', 'Deriving handoffs: causal rule')
    """
    place = place_of(stage)
    step = STEPS[place.step].of(language) if place.step in STEPS else stage
    subject = place.subject.of(language)
    colon = ": " if language == "en" else "："
    return f"{step}{colon}{subject}" if subject else step
