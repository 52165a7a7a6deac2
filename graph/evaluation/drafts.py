"""What a release of a round would publish, worked out from a load and kept until it changes."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import orjson

from graph import durable_files
from graph.errors import RoundNotFoundError
from graph.evaluation.figures import Document, Oversight
from graph.evaluation.ratings import Ratings, facts_of
from graph.evaluation.releases import Releases
from graph.evaluation.republication import merged
from graph.evaluation.rules import Rules
from graph.load import Load, digest_of
from graph.store import GraphStore

LeftOut = tuple[str, ...] | None


class Drafts:
    """The drafts of the rounds of a store, each beside what was released of it before.

    Methods raise `RoundNotFoundError` for a round that the load does not have, and
    `SettingsError` for bad thresholds.
    """

    def __init__(self, store: GraphStore, releases: Releases) -> None:
        self.store = store
        self.releases = releases

    def rules(self) -> Rules:
        """Return the thresholds in force."""
        return Rules.of(self.store.home)

    def ratings(self, load: Load) -> Sequence[Ratings]:
        """Return the ratings of all rounds of a load, the earliest first."""
        return self.store.ratings.rounds(load.load_id)

    def of(self, load: Load, round_id: str) -> tuple[Oversight, Sequence[Document]]:
        """Return what a release of the round would publish; kept in a file until it changes."""
        rounds = self.ratings(load)
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

    def publishable(self, load: Load, round_id: str) -> Ratings:
        """Return the ratings that a release of a round would rest on."""
        rounds = self.ratings(load)
        return self._publishable(rounds[self._place(rounds, round_id)])

    # --- within -----------------------------------------------------------------------------

    def _place(self, rounds: Sequence[Ratings], round_id: str) -> int:
        names = [each.round_id for each in rounds]
        if round_id in names:
            return names.index(round_id)
        raise _not_drawn(round_id) if self.releases.of(round_id) else no_round(round_id, names)

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
            told.update(repr(one and facts_of(one)).encode())
        folder = self.store.home / "answers" / load.load_id
        return folder / f"evaluation-{told.hexdigest()[:32]}.json"


def no_round(round_id: str, names: Sequence[str]) -> RoundNotFoundError:
    """Return the error that says which rounds there are instead."""
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


@cache
def _release() -> str:
    """Return what tells this code from any other."""
    found = sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
