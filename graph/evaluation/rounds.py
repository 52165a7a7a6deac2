"""The rounds of mutual evaluation that a store knows, each as a draft or as it was released.

Pages, files, API, reports and the command line ask here and nowhere else: what they get has gone
through the gate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from graph.errors import NotReleasedError, RoundNotFoundError
from graph.evaluation.drafts import Drafts, no_round
from graph.evaluation.facts import round_of
from graph.evaluation.figures import Document, Oversight, Round
from graph.evaluation.releases import Entry, Release, Releases
from graph.evaluation.republication import is_renamed, nothing_new, renamed, same
from graph.evaluation.rules import Rules
from graph.load import Load
from graph.store import GraphStore

State = Literal["draft", "released", "withdrawn"]


@dataclass(frozen=True, slots=True)
class RoundState:
    """A round, and what became of it."""

    round: Round
    state: State
    release_id: str = ""  # of the newest release, even if withdrawn; empty: none
    released_at: datetime | None = None


class Rounds:
    """The rounds of a store.

    Methods raise `RoundNotFoundError` for a round that neither the load nor a release has,
    `SettingsError` for bad thresholds, and what the store raises.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.releases = Releases(store.ratings)
        self._drafts = Drafts(store, self.releases)

    def rules(self) -> Rules:
        """Return the thresholds in force."""
        return self._drafts.rules()

    def list(self, load: Load | None) -> Sequence[RoundState]:
        """Return all rounds, of the load and released ones, the newest first."""
        latest: dict[str, Release] = {}
        for release in self.releases.all():
            latest.setdefault(release.round_id, release)
        found = [_state(self.releases.oversight(each).round, each) for each in latest.values()]
        if load is not None:
            new = [each for each in self._drafts.ratings(load) if each.round_id not in latest]
            found += [_state(round_of(each, load), None) for each in new]
        return sorted(found, key=lambda each: (each.round.starts, each.round.id), reverse=True)

    def oversight(
        self, load: Load | None, round_id: str, who: str = "", *, draft: bool = False
    ) -> Oversight:
        """Return the oversight report: as released, else the draft from the load.

        With `draft` it is what another release would publish. Names of pairs and raters are in it,
        of a draft too; with `who`, the look is logged.
        """
        release = None if draft else self.releases.current(round_id)
        if release is None:
            found = self.draft(self._some(load, round_id), round_id)[0]
        else:
            found = self.releases.oversight(release)
        if who:
            self.releases.note(round_id, "viewed", who, release)
        return found

    def document(self, load: Load | None, round_id: str, department: str) -> Document:
        """Return the released report of a department; raises `NotReleasedError`.

        It is the same whatever the load.
        """
        release = self._released(round_id)
        found = self.releases.document(release, department)
        return found or _no_department(round_id, department)

    def delivery(self, round_id: str, who: str) -> tuple[Oversight, Sequence[Document]]:
        """Return the released reports of oversight and of all departments, to be handed out.

        It is logged. Raises `NotReleasedError`: drafts handed out as ratings come in would tell
        what one rating changes.
        """
        release = self._released(round_id)
        self.releases.note(round_id, "viewed", who, release)
        return self.releases.oversight(release), self.releases.documents(release)

    def documents(self, load: Load | None, round_id: str) -> Sequence[Document]:
        """Return the reports of all departments: as released, else the drafts from the load."""
        release = self.releases.current(round_id)
        if release is None:
            return self.draft(self._some(load, round_id), round_id)[1]
        return self.releases.documents(release)

    def draft_document(self, load: Load, round_id: str, department: str) -> Document:
        """Return the draft of the report of a department."""
        drafts = self.draft(load, round_id)[1]
        found = next((each for each in drafts if each.department.id == department), None)
        return found or _no_department(round_id, department)

    def draft(self, load: Load, round_id: str) -> tuple[Oversight, Sequence[Document]]:
        """Return what a release of the round would publish."""
        return self._drafts.of(load, round_id)

    def release(self, load: Load, round_id: str, who: str = "") -> Release:
        """Publish a round: freeze its figures by round.

        Raises `NothingToReleaseError` where nothing is new, the same ratings were released under
        another name, or another release is made at the same time.
        """
        serial = len(self.releases.of(round_id)) + 1
        if not self.has_news(load, round_id):
            raise nothing_new(round_id, self.rules().min_raters)
        report, documents = self.draft(load, round_id)
        ratings = self._drafts.publishable(load, round_id)
        for other in {each.round_id for each in self.releases.all()} - {round_id}:
            if is_renamed(self.releases.ratings_of(self.releases.of(other)[0]), ratings):
                raise renamed(round_id, other)
        return self.releases.add(ratings, report, documents, who, serial)

    def has_news(self, load: Load, round_id: str) -> bool:
        """Whether a release now would rest on other ratings than the one in force."""
        current = self.releases.current(round_id)
        if current is None:
            return True
        ratings = self._drafts.publishable(load, round_id)
        return not same(self.releases.ratings_of(current), ratings)

    def latest(self, load: Load | None) -> str | None:
        """Return the newest round that has figures: released, or in the load; None: there is none.

        A withdrawn round that the load does not have is only in the log.
        """
        drawn = () if load is None else [each.round_id for each in self._drafts.ratings(load)]
        found = (
            each for each in self.list(load) if each.state == "released" or each.round.id in drawn
        )
        return next((each.round.id for each in found), None)

    def withdraw(self, round_id: str, who: str = "") -> Release:
        """Take the release of a round back; raises `NotReleasedError`."""
        release = self.releases.current(round_id)
        if release is None:
            raise NotReleasedError(
                f"{round_id} 没有正在生效的发布，不能撤回。",
                f"{round_id} has no release in force that could be withdrawn.",
            )
        self.releases.withdraw(release, who)
        return release

    def log(self, round_id: str) -> Sequence[Entry]:
        """Return what was done with a round, the latest last."""
        return self.releases.log(round_id)

    def delivered(self, round_id: str, who: str) -> None:
        """Note in the log that the reports of a round were written to files."""
        self.releases.note(round_id, "delivered", who, self.releases.current(round_id))

    def version(self, round_id: str | None = None) -> str:
        """Return what tells this state of releases and thresholds from any other, for ETags."""
        known = [
            (each.release_id, each.withdrawn_at and each.withdrawn_at.isoformat())
            for each in self.releases.all()
            if round_id in (None, each.round_id)
        ]
        return sha256(repr((known, self.rules())).encode()).hexdigest()[:16]

    # --- within -----------------------------------------------------------------------------

    def _released(self, round_id: str) -> Release:
        release = self.releases.current(round_id)
        if release is None:
            raise NotReleasedError(
                f"{round_id} 的互评结果还没有发布。请先运行 xietu evaluation release {round_id}。",
                f"Nothing of {round_id} has been released. "
                f"Run xietu evaluation release {round_id}.",
            )
        return release

    def _some(self, load: Load | None, round_id: str) -> Load:
        if load is None:
            raise no_round(round_id, ())
        return load


def _state(facts: Round, release: Release | None) -> RoundState:
    if release is None:
        return RoundState(facts, "draft")
    state: State = "released" if release.withdrawn_at is None else "withdrawn"
    return RoundState(facts, state, release.release_id, release.released_at)


def _no_department(round_id: str, department: str) -> Document:
    raise RoundNotFoundError(
        f"{round_id} 没有部门 {department!r} 的互评报告。",
        f"{round_id} has no report of a department {department!r}.",
    )
