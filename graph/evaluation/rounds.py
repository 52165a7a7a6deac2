"""The rounds of mutual evaluation that a store knows, each as a draft or as it was released.

Pages, files, API, reports and the command line ask here and nowhere else: what they get has gone
through the gate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import orjson

from graph import durable_files
from graph.errors import NotReleasedError, RoundNotFoundError
from graph.evaluation.facts import round_of
from graph.evaluation.figures import Document, Oversight, Round
from graph.evaluation.ratings import Ratings
from graph.evaluation.releases import Entry, Release, Releases
from graph.evaluation.republication import is_renamed, merged, nothing_new, renamed, same
from graph.evaluation.rules import Rules
from graph.load import Load, digest_of
from graph.store import GraphStore

State = Literal["draft", "released", "withdrawn"]
LeftOut = tuple[str, ...] | None


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

    def rules(self) -> Rules:
        """Return the thresholds in force."""
        return Rules.of(self.store.home)

    def list(self, load: Load | None) -> Sequence[RoundState]:
        """Return all rounds, of the load and released ones, the newest first."""
        latest: dict[str, Release] = {}
        for release in self.releases.all():
            latest.setdefault(release.round_id, release)
        found = [_state(self.releases.oversight(each).round, each) for each in latest.values()]
        if load is not None:
            new = [each for each in self._ratings(load) if each.round_id not in latest]
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
        """Return what a release of the round would publish; kept in a file until it changes."""
        rounds = self._ratings(load)
        at = self._place(rounds, round_id)
        ratings = self._publishable(rounds[at])
        earlier = self._before(rounds[at - 1]) if at else None
        left_out = self._left_out(round_id)
        path = self._path(load, ratings, earlier, left_out)
        if path.is_file():
            kept = orjson.loads(path.read_bytes())
            return Oversight.from_json(kept[0]), [Document.from_json(each) for each in kept[1]]
        report, documents = self._assessed(load, ratings, earlier, left_out)
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [report.to_json().decode(), [each.to_json().decode() for each in documents]]
        durable_files.replace(path, orjson.dumps(texts).decode(), mode=0o600)
        return report, documents

    def release(self, load: Load, round_id: str, who: str = "") -> Release:
        """Publish a round: freeze its figures by round.

        Raises `NothingToReleaseError` where nothing is new, the same ratings were released under
        another name, or another release is made at the same time.
        """
        serial = len(self.releases.of(round_id)) + 1
        if not self.has_news(load, round_id):
            raise nothing_new(round_id, self.rules().min_raters)
        report, documents = self.draft(load, round_id)
        rounds = self._ratings(load)
        ratings = self._publishable(rounds[self._place(rounds, round_id)])
        for other in {each.round_id for each in self.releases.all()} - {round_id}:
            if is_renamed(self.releases.ratings_of(self.releases.of(other)[0]), ratings):
                raise renamed(round_id, other)
        return self.releases.add(ratings, report, documents, who, serial)

    def has_news(self, load: Load, round_id: str) -> bool:
        """Whether a release now would rest on other ratings than the one in force."""
        current = self.releases.current(round_id)
        if current is None:
            return True
        rounds = self._ratings(load)
        ratings = self._publishable(rounds[self._place(rounds, round_id)])
        return not same(self.releases.ratings_of(current), ratings)

    def latest(self, load: Load | None) -> str | None:
        """Return the newest round that has figures: released, or in the load; None: there is none.

        A withdrawn round that the load does not have is only in the log.
        """
        drawn = () if load is None else [each.round_id for each in self._ratings(load)]
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

    def _ratings(self, load: Load) -> Sequence[Ratings]:
        return self.store.ratings.rounds(load.load_id)

    def _place(self, rounds: Sequence[Ratings], round_id: str) -> int:
        names = [each.round_id for each in rounds]
        if round_id in names:
            return names.index(round_id)
        raise _not_drawn(round_id) if self.releases.of(round_id) else _no_round(round_id, names)

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
            raise _no_round(round_id, ())
        return load

    def _publishable(self, ratings: Ratings) -> Ratings:
        """Return the ratings a release may rest on: late changes wait for enough others (P5)."""
        last = next(iter(self.releases.of(ratings.round_id)), None)
        if last is None:
            return ratings
        return merged(self.releases.ratings_of(last), ratings, self.rules().min_raters)

    def _before(self, earlier: Ratings) -> Ratings:
        """Return the ratings that changes are told against: those of a release stand."""
        last = next(iter(self.releases.of(earlier.round_id)), None)
        return earlier if last is None else self.releases.ratings_of(last)

    def _left_out(self, round_id: str) -> LeftOut:
        """Return the raters that the last release of a round left out; None: there is none."""
        last = next(iter(self.releases.of(round_id)), None)
        if last is None:
            return None
        return tuple(e.department for e in self.releases.oversight(last).raters if e.excluded)

    def _assessed(
        self, load: Load, ratings: Ratings, earlier: Ratings | None, left_out: LeftOut
    ) -> tuple[Oversight, Sequence[Document]]:
        from graph.evaluation.assessment import assess
        from graph.evaluation.documents import document
        from graph.evaluation.earlier import earlier_release
        from graph.evaluation.gate import gate
        from graph.evaluation.oversight import oversight
        from graph.evaluation.process import process_of

        process = process_of(self.store, load, ratings.departments, ratings.starts, ratings.ends)
        before = [
            earlier_release(
                self.releases.ratings_of(each),
                self.releases.oversight(each),
                self.releases.documents(each),
            )
            for each in reversed(self.releases.of(ratings.round_id))
        ]
        through = gate(assess(ratings, process, self.rules(), earlier, left_out), before)
        each = range(len(ratings.departments))
        report = oversight(through, load)
        return report, [document(through, report.round, report.scores, at) for at in each]

    def _path(
        self, load: Load, ratings: Ratings, earlier: Ratings | None, left_out: LeftOut
    ) -> Path:
        """Return the file of a draft: another one for other ratings, thresholds, or release."""
        beside = [each.release_id for each in self.releases.of(ratings.round_id)]
        told = sha256(repr((digest_of(load), self.rules(), _release(), left_out, beside)).encode())
        for one in (ratings, earlier):
            told.update(b"" if one is None else one.x.tobytes() + one.unknown.tobytes())
            told.update(repr(None if one is None else (one.round_id, one.departments)).encode())
        folder = self.store.home / "answers" / load.load_id
        return folder / f"evaluation-{told.hexdigest()[:32]}.json"


def _state(facts: Round, release: Release | None) -> RoundState:
    if release is None:
        return RoundState(facts, "draft")
    state: State = "released" if release.withdrawn_at is None else "withdrawn"
    return RoundState(facts, state, release.release_id, release.released_at)


def _no_round(round_id: str, names: Sequence[str]) -> RoundNotFoundError:
    return RoundNotFoundError(
        f"没有互评批次 {round_id!r}。现有批次：{'、'.join(names) or '无'}。",
        f"There is no round {round_id!r}. Rounds: {', '.join(names) or 'none'}.",
    )


def _not_drawn(round_id: str) -> RoundNotFoundError:
    return RoundNotFoundError(
        f"启用的批次里没有 {round_id} 的评分，只有以前的发布。请启用有这一期评分的批次。",
        f"The active load has no ratings of {round_id}, which was released before. Make a load "
        "active that has them.",
    )


def _no_department(round_id: str, department: str) -> Document:
    raise RoundNotFoundError(
        f"{round_id} 没有部门 {department!r} 的互评报告。",
        f"{round_id} has no report of a department {department!r}.",
    )


@cache
def _release() -> str:
    """Return what tells this code from any other."""
    found = sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
