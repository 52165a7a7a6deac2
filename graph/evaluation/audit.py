"""What is held back so that no single rating can be worked out (rules P1, P4, P8).

The ratings that one ratee received in one dimension are the unknowns; every other rating counts as
known to the attacker. Published are the scores of that ratee, in the dimension and overall, and
the organisation's means, rounded so that no single rating moves one by a step. Figures that a
single rating can move by the last digit shown must rest on at least P1's number of ratings in
every combination; all together must leave a fifth of the scale open for every rating though a
colluder tells its own: two levels, where all ratings are words or digits. The same is asked of the
figures in the report of every *other* department that a single one of these ratings can move by
that much, as the severity of its rater is taken out of all scores; of levels, of all its figures.

Whoever is told of a release also knows the earlier ones of the round, withdrawn ones too: a rating
that stayed the same in all of them is one unknown, one that changed is several. What was published
stands; only figures of the new release are held back.

Who sees the scores of *all* departments side by side (the oversight office) would learn more if it
also knew all ratings but those of one column: each score then tells about one rater, as far as
rounding lets it. No estimate that corrects for severity can avoid that, so this is not asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.disclosure import smallest_support
from graph.algorithms.feasible_levels import pinned_ratings
from graph.algorithms.feasible_ratings import open_ratings
from graph.evaluation.publication import Publication
from graph.evaluation.published import Figures, Part, joined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPAN = 0.20
"""Share of the scale that must remain possible for every rating."""
VISIBLE = 0.5
"""Units of the last digit by which a rating must move a combination of figures to be seen in it;
each figure is off by half a unit, so that less tells nothing even of ratings at the two ends."""


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

    def settle(self) -> None:
        """Take out of the new release what cannot be published beside the rest."""
        left, shown = -1, self.new.shown
        while left != shown.sum():  # what is held back changes the means of the others
            left = int(shown.sum())
            for dimension in range(len(self.new.weights)):
                for ratee in range(shown.shape[1]):
                    self._settle(dimension, ratee)
        self.new.parts[~shown[:-1]] = False

    def _settle(self, dimension: int, ratee: int) -> None:
        """Take figures out until the ratings of one column are safe; what matters least first.

        Nothing may be shown of the column itself (P1): scores of others depend on its ratings,
        too. What earlier releases tell of such a column is told.
        """
        releases = (*self.earlier, self.new)
        own = any(each.shown[[dimension, -1], ratee].any() for each in releases)
        known = set[int]() if own else set(self._told(self.earlier, dimension, ratee))
        while True:
            told = [at for at in self._told(releases, dimension, ratee) if at not in known]
            if not any(self._hold_back(dimension, ratee, reader) for reader in told):
                return

    def _hold_back(self, dimension: int, ratee: int, reader: int) -> bool:
        """Take out what matters least of what a department is told; False: nothing is left."""
        new = self.new
        if reader != ratee and new.severities[reader]:
            new.severities[reader] = False
        elif new.parts[dimension, reader].any():
            new.parts[dimension, reader] = False
        elif new.shown[[dimension, -1], reader].any():
            new.shown[-1 if new.shown[-1, reader] else dimension, reader] = False
        elif new.means[[dimension, -1]].any():
            new.means[-1 if new.means[-1] else dimension] = False
        else:
            return False
        return True

    def _told(self, releases: Sequence[Publication], dimension: int, ratee: int) -> Iterator[int]:
        """Yield the departments of whose reports some must go, as one tells a rating of a column.

        Figures of a first release that no single rating moves by a step tell nothing; those of
        several releases may.
        """
        raters, truth = _column(releases, dimension, ratee)
        if not len(raters):
            return
        layers = [each.layers(dimension, ratee, raters, truth) for each in releases]
        figures = Figures(truth, list(chain.from_iterable(layers)))
        kinds = [each.kinds(dimension, ratee, raters, truth) for each in releases]
        own = self._once(joined([figures.of(ratee), *kinds]))
        scale = self.new.scale
        few = smallest_support(own.digits(scale), self.least, self.groups[raters], VISIBLE)
        if few or self._pins(own, truth, raters):
            yield ratee
        all_tell = self.earlier or scale.levels
        for reader in range(len(self.groups)) if all_tell else figures.readers(scale):
            if reader != ratee and self._tells(figures, reader, raters):
                yield reader

    def _tells(self, figures: Figures, reader: int, raters: Ints) -> bool:
        """Whether the reports of another department tell it a rating, knowing its own ones."""
        scale = self.new.scale
        part = figures.of(reader)
        if not (self.earlier or scale.levels):
            part = part.telling(scale)
        if not scale.levels and part.far(figures.truth, scale, SPAN):
            return False
        kept = raters != reader
        rest = self._once(part.without(~kept, figures.truth))
        return self._pins(rest, figures.truth[kept], raters[kept])

    def _pins(self, part: Part, truth: Floats, raters: Ints) -> bool:
        """Whether figures leave too little open for a rating, with the word of a colluder."""
        low, high, levels = self.new.scale.low, self.new.scale.high, self.new.scale.levels
        told = part.rows, part.bounds, truth
        known = np.isin(truth, levels)  # the others are points, and count as told
        if known.any():
            rest = part.without(~known, truth)
            if len(pinned_ratings(rest.rows, rest.bounds, truth[known], levels, raters[known])):
                return True
        if known.all():
            return False
        found = open_ratings(*told, (low, high), SPAN * (high - low), labels=raters)
        return bool((~known[found]).any())

    def _once(self, part: Part) -> Part:
        """Return the figures without those that are published again as they were."""
        return part.distinct() if self.earlier else part


def _column(releases: Sequence[Publication], dimension: int, ratee: int) -> tuple[Ints, Floats]:
    """Return the ratings of a column in some releases: the rater of each, and its points."""
    received = [each.received(dimension, ratee) for each in releases]
    cells = dict.fromkeys(cell for each in received for cell in zip(*each, strict=True))
    return np.array([at for at, _ in cells], np.int64), np.array([x for _, x in cells])
