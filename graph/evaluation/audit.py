"""What is held back so that no single rating can be worked out (rules P1, P4, P8).

The ratings that one ratee received in one dimension are the unknowns; every other rating counts as
known to the attacker. Published are scores, in the dimension and overall, and the organisation's
means. Figures that a single rating can move by their step must rest on at least P1's number of
ratings in every combination; all together must leave a fifth of the scale open for every rating:
two levels, where all ratings are words or digits. That is asked of three kinds of readers: of the
ratee, told by a colluder; of every other department, that knows its own ratings, too, as the
severity of its raters is taken out of all scores; and of the oversight office, that sees the scores
of all departments side by side and may be a rater itself, told by a colluder.

Whoever is told of a release also knows the earlier ones of the round, withdrawn ones too: a rating
that stayed the same in all of them is one unknown, one that changed is several. What was published
stands; only figures of the new release are rounded further or held back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.disclosure import smallest_support
from graph.algorithms.feasible_levels import pinned_ratings
from graph.algorithms.feasible_ratings import open_ratings
from graph.evaluation.publication import Publication
from graph.evaluation.published import Figures, Part
from graph.evaluation.steps import wider

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPAN = 0.20
"""Share of the scale that must remain possible for every rating."""
VISIBLE = 0.5
"""Units of the last digit by which a rating must move a combination of figures to be seen in it;
each figure is off by half a unit, so that less tells nothing even of ratings at the two ends."""
ALL = -1
"""A reader that sees the reports of all departments."""
TRIED = 6
"""So many departments are tried for whose figures to hold back of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """All figures of a round, to be audited: those of a new release, and of earlier ones.

    The audit takes some figures out of the new one. ``groups`` (n,) tells the departments of one
    leader.
    """

    new: Publication
    earlier: tuple[Publication, ...]
    groups: Ints
    least: int
    _found: dict[tuple[bytes, bytes, bytes, int], Ints] = field(default_factory=dict)
    """Ratings that some figures tell, as found before: most columns are looked at twice."""

    def settle(self) -> None:
        """Take out of the new release what cannot be published beside the rest."""
        left, shown = b"", self.new.shown
        while left != (now := shown.tobytes() + self.new.steps.tobytes()):
            left = now  # what is held back or rounded anew changes the figures of others
            for dimension in range(len(self.new.weights)):
                for ratee in range(shown.shape[1]):
                    self._settle(dimension, ratee)
        self.new.parts[~shown[:-1]] = False

    def _settle(self, dimension: int, ratee: int) -> None:
        """Take figures out until the ratings of one column are safe; what matters least first.

        Nothing may be shown of the column itself (P1): scores of others depend on its ratings,
        too. What earlier releases tell of such a column is told.
        """
        own = any(each.shown[[dimension, -1], ratee].any() for each in self._releases)
        known = set[int]() if own else set(self._told(self.earlier, dimension, ratee))
        while True:
            told = [at for at in self._told(self._releases, dimension, ratee) if at not in known]
            if not any(self._hold_back(dimension, ratee, reader) for reader in told):
                return

    @property
    def _releases(self) -> Sequence[Publication]:
        return (*self.earlier, self.new)

    def _hold_back(self, dimension: int, ratee: int, reader: int) -> bool:
        """Take out what matters least of what is told to a reader; False: nothing is left."""
        new = self.new
        if reader == ALL:
            if self._widen(dimension, ratee):
                return True
            reader = self._most_telling(dimension, ratee)
        elif reader != ratee and new.severities[reader]:
            new.severities[reader] = False
            return True
        if new.parts[dimension, reader].any():
            new.parts[dimension, reader] = False
        elif new.shown[[dimension, -1], reader].any():
            new.shown[-1 if new.shown[-1, reader] else dimension, reader] = False
        elif new.means[[dimension, -1]].any():
            new.means[-1 if new.means[-1] else dimension] = False
        else:
            return False
        return True

    def _widen(self, dimension: int, ratee: int) -> bool:
        """Round the scores of a layer to the next step if that leaves fewer ratings told."""
        steps, unit, count = self.new.steps, self.new.scale.unit, self._count(dimension, ratee)
        for layer in (dimension, -1):
            before = steps[layer]
            steps[layer] = wider(before, unit)
            if steps[layer] > before and self._count(dimension, ratee) < count:
                return True
            steps[layer] = before
        return False

    def _count(self, dimension: int, ratee: int, but: int = ALL) -> int:
        """Return how many ratings of a column the reports of all departments but one tell."""
        raters, truth = _column(self._releases, dimension, ratee)
        figures = self._figures(self._releases, dimension, ratee)
        return len(self._pinned(figures.side_by_side(but), truth, raters, 2))

    def _most_telling(self, dimension: int, ratee: int) -> int:
        """Return the department without whose figures all others tell the fewest ratings."""
        raters, truth = _column(self._releases, dimension, ratee)
        figures = self._figures(self._releases, dimension, ratee)
        pinned = raters[self._pinned(figures.side_by_side(), truth, raters, 2)]
        shown = np.flatnonzero(self.new.shown[[dimension, -1]].any(axis=0)).tolist()
        likely = [at for at in dict.fromkeys([ratee, *pinned.tolist(), *shown]) if at in shown]
        left = {at: self._count(dimension, ratee, at) for at in likely[:TRIED]}
        return min(left, key=lambda at: left[at], default=ratee)

    def _figures(self, releases: Sequence[Publication], dimension: int, ratee: int) -> Figures:
        raters, truth = _column(releases, dimension, ratee)
        layers = [each.layers(dimension, ratee, raters, truth) for each in releases]
        return Figures(truth, list(chain.from_iterable(layers)))

    def _told(self, releases: Sequence[Publication], dimension: int, ratee: int) -> Iterator[int]:
        """Yield the departments of whose reports some must go, as one tells a rating of a column.

        `ALL` stands for whoever sees the reports of all.
        """
        raters, truth = _column(releases, dimension, ratee)
        if not len(raters):
            return
        figures = self._figures(releases, dimension, ratee)
        if self._tell(figures.of(ratee), raters, truth):
            yield ratee
        for reader in range(len(self.groups)):
            if reader != ratee and self._tells(figures, reader, raters):
                yield reader
        if self._tell(figures.side_by_side(), raters, truth, 2):
            yield ALL

    def _tell(self, part: Part, raters: Ints, truth: Floats, colluders: int = 1) -> bool:
        """Whether figures tell a rating of a column of which no reader has given one."""
        once, groups = self._once(part), self.groups[raters]
        few = smallest_support(once.digits(self.new.scale), self.least, groups, VISIBLE)
        return bool(few) or len(self._pinned(once, truth, raters, colluders)) > 0

    def _tells(self, figures: Figures, reader: int, raters: Ints) -> bool:
        """Whether the reports of another department tell it a rating, knowing its own ones."""
        scale = self.new.scale
        part = figures.of(reader)
        if not scale.levels and part.far(figures.truth, scale, SPAN):
            return False
        kept = raters != reader
        rest = self._once(part.without(~kept, figures.truth))
        return len(self._pinned(rest, figures.truth[kept], raters[kept])) > 0

    def _pinned(self, part: Part, truth: Floats, raters: Ints, colluders: int = 1) -> Ints:
        """Return the ratings of which figures and colluders leave too little open."""
        key = part.rows.tobytes(), part.bounds.tobytes(), truth.tobytes(), colluders
        if key not in self._found:
            self._found[key] = self._searched(part, truth, raters, colluders)
        return self._found[key]

    def _searched(self, part: Part, truth: Floats, raters: Ints, colluders: int) -> Ints:
        scale = self.new.scale
        known = np.isin(truth, scale.levels)  # the others are points, and count as told
        if known.any():
            rest = part.without(~known, truth)
            told = rest.rows, rest.bounds, truth[known], scale.levels, raters[known], colluders
            pinned = np.flatnonzero(known)[pinned_ratings(*told)]
            if len(pinned) or known.all():
                return pinned
        ends, span = (scale.low, scale.high), SPAN * (scale.high - scale.low)
        found = open_ratings(part.rows, part.bounds, truth, ends, span, raters, colluders)
        return found[~known[found]]

    def _once(self, part: Part) -> Part:
        """Return the figures without those that are published again as they were."""
        return part.distinct() if self.earlier else part


def _column(releases: Sequence[Publication], dimension: int, ratee: int) -> tuple[Ints, Floats]:
    """Return the ratings of a column in some releases: the rater of each, and its points."""
    received = [each.received(dimension, ratee) for each in releases]
    cells = dict.fromkeys(cell for each in received for cell in zip(*each, strict=True))
    return np.array([at for at, _ in cells], np.int64), np.array([x for _, x in cells])
