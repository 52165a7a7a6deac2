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
from typing import Any, NamedTuple

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
Remedy = tuple[NDArray[Any], Any, Any]
"""An array of a publication, a place in it, and what may stand there instead."""
SPAN = 0.20
"""Share of the scale that must remain possible for every rating."""
VISIBLE = 0.5
"""Units of the last digit by which a rating must move a combination of figures to be seen in it;
each figure is off by half a unit, so that less tells nothing even of ratings at the two ends."""
ALL = -1
"""A reader that sees the reports of all departments."""
TRIED = 6
"""Of so many departments figures are looked at for what to round or hold back of all."""


class Leak(NamedTuple):
    """A rating of a column that is told, by place, and the raters of whose word it takes."""

    rating: int
    colluders: tuple[int, ...]


FEW = Leak(-1, ())
"""Few ratings make a figure, of whatever values."""


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
    _found: dict[tuple[bytes, bytes, bytes, int, Leak | None], Leak | None] = field(
        default_factory=dict
    )
    """The rating that some figures tell, as found before: most columns are looked at twice."""

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
        while any(
            self._mend(dimension, ratee)
            if reader == ALL
            else self._hold_back(dimension, ratee, reader)
            for reader in self._told(self._releases, dimension, ratee)
            if reader not in known
        ):
            continue

    @property
    def _releases(self) -> Sequence[Publication]:
        return (*self.earlier, self.new)

    def _hold_back(self, dimension: int, ratee: int, reader: int) -> bool:
        """Take out what matters least of what a department is told; False: nothing is left."""
        new = self.new
        if new.parts[dimension, reader].any():
            new.parts[dimension, reader] = False
        elif new.shown[[dimension, -1], reader].any():
            new.shown[-1 if new.shown[-1, reader] else dimension, reader] = False
        elif new.means[[dimension, -1]].any():
            new.means[-1 if new.means[-1] else dimension] = False
        else:
            return False
        return True

    def _mend(self, dimension: int, ratee: int) -> bool:
        """Change the one figure without which all reports together do not tell a rating.

        Where no single one suffices, the first that can be is held back; False: nothing is left.
        """
        new, raters = self.new, _column(self._releases, dimension, ratee)[0]
        leak = self._of_all(dimension, ratee) or FEW
        own = [] if leak is FEW else [int(raters[leak.rating])]
        likely = [ratee, *own, *range(len(self.groups))]
        remedies = list(self._remedies(dimension, list(dict.fromkeys(likely))))
        for array, at, value in remedies:
            before = np.copy(array[at])
            array[at] = value
            if self._of_all(dimension, ratee, leak) is None:
                return True
            array[at] = before
        held = [each for each in remedies if each[0] is not new.steps]
        for array, at, value in held[:1]:
            array[at] = value
        return bool(held)

    def _of_all(self, dimension: int, ratee: int, like: Leak | None = None) -> Leak | None:
        """Return what all reports together tell of a column; only what is `like` another leak."""
        raters, truth = _column(self._releases, dimension, ratee)
        part = self._figures(self._releases, dimension, ratee).side_by_side()
        return self._tell(part, raters, truth, 2, like)

    def _remedies(self, dimension: int, likely: Sequence[int]) -> Iterator[Remedy]:
        """Yield what may be changed, the least first: a figure is rounded further, or held back."""
        new, layers = self.new, (dimension, len(self.new.steps) - 1)
        shown = [at for at in likely if new.shown[list(layers), at].any()][:TRIED]
        for at in shown:
            for layer in layers:
                further = wider(new.steps[layer, at], new.scale.unit)
                if new.shown[layer, at] and further > new.steps[layer, at]:
                    yield new.steps, (layer, at), further
        for at in shown:
            if new.parts[dimension, at].any():
                yield new.parts, (dimension, at), False
            for layer in layers[::-1]:
                if new.shown[layer, at]:
                    yield new.shown, (layer, at), False
        for layer in layers[::-1]:
            if new.means[layer]:
                yield new.means, layer, False

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

    def _tell(
        self,
        part: Part,
        raters: Ints,
        truth: Floats,
        colluders: int = 1,
        like: Leak | None = None,
    ) -> Leak | None:
        """Return a rating of a column that figures tell, or `FEW` where few ratings make one.

        Only for the rating of a leak is asked, or for few, where it is given.
        """
        if like in (None, FEW):
            digits, groups = self._once(part).digits(self.new.scale), self.groups[raters]
            if smallest_support(digits, self.least, groups, VISIBLE):
                return FEW
        return None if like is FEW else self._pinned(part, truth, raters, colluders, like)

    def _tells(self, figures: Figures, reader: int, raters: Ints) -> bool:
        """Whether the reports of another department tell it a rating, knowing its own ones."""
        scale = self.new.scale
        part = figures.of(reader)
        if not scale.levels and part.far(figures.truth, scale, SPAN):
            return False
        kept = raters != reader
        rest = part.without(~kept, figures.truth)
        return self._pinned(rest, figures.truth[kept], raters[kept]) is not None

    def _pinned(
        self,
        part: Part,
        truth: Floats,
        raters: Ints,
        colluders: int = 1,
        like: Leak | None = None,
    ) -> Leak | None:
        """Return a rating of which figures and colluders leave too little open; None: none is."""
        told = self._once(part)
        key = told.rows.tobytes(), told.bounds.tobytes(), truth.tobytes(), colluders, like
        if key not in self._found:
            self._found[key] = self._searched(told, truth, raters, colluders, like)
        return self._found[key]

    def _searched(
        self, part: Part, truth: Floats, raters: Ints, colluders: int, like: Leak | None
    ) -> Leak | None:
        scale, first = self.new.scale, like.colluders if like else ()
        known = np.isin(truth, scale.levels)  # the others are points, and count as told
        asked = np.ones(len(truth), np.bool_) if like is None else np.arange(len(truth)) == like[0]
        found = dict[int, tuple[int, ...]]()
        if (asked & known).any():
            rest, place = part.without(~known, truth), np.flatnonzero(known)
            told = rest.rows, rest.bounds, truth[known], scale.levels, raters[known], colluders
            pinned = pinned_ratings(*told, np.flatnonzero(asked[known]), 1, first)
            found = {int(place[at]): who for at, who in pinned.items()}
        if not found and (asked & ~known).any():
            ends, span = (scale.low, scale.high), SPAN * (scale.high - scale.low)
            points = part.rows, part.bounds, truth, ends, span, raters, colluders
            found = open_ratings(*points, np.flatnonzero(asked & ~known), 1, first)
        return next((Leak(*each) for each in found.items()), None)

    def _once(self, part: Part) -> Part:
        """Return the figures without those that are published again as they were."""
        return part.distinct() if self.earlier else part


def _column(releases: Sequence[Publication], dimension: int, ratee: int) -> tuple[Ints, Floats]:
    """Return the ratings of a column in some releases: the rater of each, and its points."""
    received = [each.received(dimension, ratee) for each in releases]
    cells = dict.fromkeys(cell for each in received for cell in zip(*each, strict=True))
    return np.array([at for at, _ in cells], np.int64), np.array([x for _, x in cells])
