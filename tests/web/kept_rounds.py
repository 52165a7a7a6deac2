"""The gate over figures that are given: what pages, files and releases need, in memory."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from graph.errors import NotReleasedError, RoundNotFoundError
from graph.evaluation.figures import Document, Oversight, Round
from graph.evaluation.releases import Deed, Entry
from graph.evaluation.rounds import RoundState
from graph.evaluation.rules import Rules
from graph.load import Load
from tests.figures import documents, mesh, star

RELEASED, DRAFT, STAR = "2022年上半年", "2022年下半年", "2021/全年"
ROUND = "/evaluation/rounds/"
STAR_ROUND = ROUND + "2021%252F全年"
START = datetime(2022, 9, 5, 1, 0, tzinfo=UTC)


@dataclass
class KeptRounds:
    """Rounds of which the figures are given; what is released stays as it was then."""

    reports: dict[str, Oversight]
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    frozen: dict[str, Oversight] = field(default_factory=dict)

    def rules(self) -> Rules:
        return Rules()

    def list(self, load: Load | None) -> Sequence[RoundState]:
        return [self._state(report.round) for report in self.reports.values()]

    def oversight(
        self, load: Load | None, round_id: str, who: str = "", *, draft: bool = False
    ) -> Oversight:
        kept = None if draft else self.frozen.get(round_id)
        return kept or self._report(round_id)

    def document(self, load: Load | None, round_id: str, department: str) -> Document:
        if round_id not in self.frozen:
            raise NotReleasedError("这一期没有发布。", "This round is not released.")
        return self._of(documents(self.frozen[round_id]), department)

    def draft_document(self, load: Load, round_id: str, department: str) -> Document:
        return self._of(documents(self._report(round_id)), department)

    def draft(self, load: Load, round_id: str) -> tuple[Oversight, Sequence[Document]]:
        found = self._report(round_id)
        return found, documents(found)

    def has_news(self, load: Load, round_id: str) -> bool:
        return self.frozen.get(round_id) != self._report(round_id)

    def release(self, load: Load, round_id: str, who: str = "") -> None:
        self.frozen[round_id] = self._report(round_id)
        self._enter(round_id, "released", who)

    def withdraw(self, round_id: str, who: str = "") -> None:
        del self.frozen[round_id]
        self._enter(round_id, "withdrawn", who)

    def log(self, round_id: str) -> Sequence[Entry]:
        return self.entries.get(round_id, [])

    def _state(self, about: Round) -> RoundState:
        done = self.log(about.id)
        if about.id in self.frozen:
            return RoundState(about, "released", done[-1].release_id, done[-1].at)
        return RoundState(about, "withdrawn" if done else "draft")

    def _report(self, round_id: str) -> Oversight:
        if round_id not in self.reports:
            raise RoundNotFoundError("没有这一期。", "No such round.")
        return self.reports[round_id]

    def _of(self, found: Iterable[Document], department: str) -> Document:
        for each in found:
            if each.department.id == department:
                return each
        raise RoundNotFoundError("没有这个部门。", "No such department.")

    def _enter(self, round_id: str, action: Deed, who: str) -> None:
        done = self.entries.setdefault(round_id, [])
        number = sum(map(len, self.entries.values()))
        name = f"R{number:04}" if action == "released" else done[-1].release_id if done else ""
        done.append(Entry(START + timedelta(hours=number), action, name, who))


def three_rounds() -> KeptRounds:
    """Return a released mesh, a mesh that is a draft, and a star that is a draft."""
    first, second, third = mesh(), mesh(), star()
    facts = (
        replace(second.round, id=DRAFT, starts="2022-07-01", ends="2022-12-31"),
        replace(third.round, id=STAR, starts="", ends=""),
    )
    reports = (first, replace(second, round=facts[0]), replace(third, round=facts[1]))
    return KeptRounds({each.round.id: each for each in reports})


def frozen(rounds: KeptRounds) -> Oversight:
    """Return the report of the round that is released."""
    return rounds.frozen[RELEASED]


def rows_of(csv_bytes: bytes) -> list[dict[str, str]]:
    """Return the rows of a file by their heads."""
    return list(csv.DictReader(io.StringIO(csv_bytes.decode("utf-8-sig"))))
