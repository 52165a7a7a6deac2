from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.event_logs import HEAD, event, load, rows, trace, write

Step = tuple[str, int, int | None, int | None]


def times(path: Path) -> list[Step]:
    """Return activity, sequence, minute of start and of end of each step."""
    found = rows(load(path), "steps", "activity", "sequence", "started_at", "finished_at")
    steps = [(name, number, a and a.minute, b and b.minute) for name, number, a, b in found]
    return sorted(steps, key=str)


def log(folder: Path, *events: tuple[str, str, int], **more: str) -> Path:
    texts = [
        event(name, f"2024-05-08T09:{minute:02}:00Z", lifecycle_transition=word, **more)
        for name, word, minute in events
    ]
    return write(folder, HEAD + trace("c1", *texts) + "</log>")


def test_start_and_complete_are_one_step_whatever_their_case(tmp_path: Path) -> None:
    path = log(
        tmp_path, ("A", "START", 1), ("B", "Start", 2), ("A", "Complete", 3), ("B", "complete", 4)
    )
    assert times(path) == [("A", 3, 1, 3), ("B", 4, 2, 4)]


def test_who_starts_first_finishes_first(tmp_path: Path) -> None:
    path = log(
        tmp_path, ("A", "start", 1), ("A", "start", 2), ("A", "complete", 5), ("A", "complete", 9)
    )
    assert times(path) == [("A", 3, 1, 5), ("A", 4, 2, 9)]


def test_a_start_without_an_end_is_being_worked_on(tmp_path: Path) -> None:
    path = log(tmp_path, ("A", "start", 1), ("A", "complete", 2), ("A", "start", 3))
    assert times(path) == [("A", 2, 1, 2), ("A", 3, 3, None)]


def test_an_end_without_a_start_is_an_instant(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        ("A", "complete", 1),
        ("A", "start", 2),
        ("A", "complete", 3),
        ("A", "complete", 4),
    )
    assert times(path) == [("A", 1, None, 1), ("A", 3, 2, 3), ("A", 4, None, 4)]


def test_the_instance_tells_which_start_belongs_to_which_end(tmp_path: Path) -> None:
    minutes = {("x", "start"): 1, ("y", "start"): 2, ("y", "complete"): 3, ("x", "complete"): 4}
    texts = [
        event(
            "A", f"2024-05-08T09:{minute:02}:00Z", lifecycle_transition=word, concept_instance=which
        )
        for (which, word), minute in minutes.items()
    ]
    path = write(tmp_path, HEAD + trace("c1", *texts) + "</log>")
    assert times(path) == [("A", 3, 2, 3), ("A", 4, 1, 4)]


def test_the_group_of_the_end_counts_and_that_of_the_start_stands_in(tmp_path: Path) -> None:
    def at(minute: int, word: str, name: str, group: str | None) -> str:
        return event(name, f"2024-05-08T09:{minute:02}:00Z", group, lifecycle_transition=word)

    texts = (at(1, "start", "A", "窗口"), at(2, "complete", "A", "水利局"))
    more = (at(3, "start", "B", "窗口"), at(4, "complete", "B", None))
    checked = load(write(tmp_path, HEAD + trace("c1", *texts, *more) + "</log>"))
    assert sorted(rows(checked, "steps", "activity", "department_id")) == [
        ("A", "水利局"),
        ("B", "窗口"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("complete", "complete", "complete"),
        ("start", "start", "start"),
        ("start", "complete", "suspend"),
        ("Awaiting Assignment", "In Progress", "Closed"),
    ],
)
def test_any_other_vocabulary_makes_instants(tmp_path: Path, words: Sequence[str]) -> None:
    path = log(tmp_path, *(("A", word, minute) for minute, word in enumerate(words, 1)))
    assert times(path) == [("A", 1, None, 1), ("A", 2, None, 2), ("A", 3, None, 3)]


def test_transitions_of_a_table_are_paired_like_those_of_a_log(tmp_path: Path) -> None:
    text = "case_id,activity,department,lifecycle:transition,time\n"
    text += (
        "1,A,d,start,2024-05-08 09:01\n1,A,d,complete,2024-05-08 09:05\n1,B,d,,2024-05-08 09:07\n"
    )
    assert times(write(tmp_path, text, "a.csv")) == [("A", 2, 1, 5), ("B", 3, None, 7)]


def test_a_table_with_start_and_end_needs_no_pairing(tmp_path: Path) -> None:
    text = "case_id,activity,department,lifecycle:transition,start_time,time\n"
    text += "1,A,d,start,2024-05-08 09:01,2024-05-08 09:02\n"
    text += "1,A,d,complete,2024-05-08 09:04,2024-05-08 09:05\n"
    assert times(write(tmp_path, text, "a.csv")) == [("A", 1, 1, 2), ("A", 2, 4, 5)]


def queued(events: Sequence[tuple[str, str, int]]) -> Iterator[Step]:
    """Pair by walking through the events with a queue for each activity."""
    open_starts = defaultdict[str, list[tuple[int, int]]](list)
    for number, (name, word, minute) in sorted(enumerate(events, 1), key=lambda each: each[1][2]):
        if word == "start":
            open_starts[name].append((number, minute))
        elif open_starts[name]:
            yield name, number, open_starts[name].pop(0)[1], minute
        else:
            yield name, number, None, minute
    for name, left in open_starts.items():
        yield from ((name, number, minute, None) for number, minute in left)


EVENTS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["start", "complete"]), st.integers(0, 9)),
    max_size=14,
)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(EVENTS)
def test_pairing_equals_a_queue(events: list[tuple[str, str, int]]) -> None:
    both = [*events, ("Z", "start", 10), ("Z", "complete", 11)]
    with TemporaryDirectory() as folder:
        assert times(log(Path(folder), *both)) == sorted(queued(both), key=str)
