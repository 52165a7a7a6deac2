r"""What of a rating stays from indicator to indicator: over periods, or over dimensions.

With one indicator error is in the pair effects. With K of them, what two indicators share is
stable and the rest is not: of the K x K matrices of covariances of rater, ratee and pair effects,

.. math:: \mathrm{stable} = \text{mean off the diagonal}, \qquad
    \mathrm{unstable} = \text{mean of the diagonal} - \mathrm{stable}

Periods show stability, dimensions consistency. The two are not to be mixed: a rater who gives one
mark for everything makes dimensions agree.

References
----------
Kenny and La Voie (1984), The social relations model, Advances in Experimental Social Psychology 18,
142-182, doi:10.1016/S0065-2601(08)60144-6 (for K indicators by the moments of Bond and Malloy).
Schoenbrodt, Back and Schmukle (2012), TripleR, Behavior Research Methods 44, 455-470,
doi:10.3758/s13428-011-0150-4 (two indicators, complete panels).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import ratings
from graph.algorithms.rating_margins import margins
from graph.algorithms.rating_moments import EQUATIONS, solved
from graph.algorithms.social_relations import Covariances, Variances

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stability:
    """Stable and unstable parts, and how reliable means over the K indicators are."""

    stable: Variances
    unstable: Variances
    rater_reliability: float  # not a number where the stable variance is not above zero
    ratee_reliability: float
    pair_reliability: float

    @property
    def error(self) -> float:
        """Unstable parts of rater, ratee and pair together."""
        return self.unstable.rater + self.unstable.ratee + self.unstable.pair


def stability(x: ArrayLike) -> Stability:
    r"""Return what K indicators share and what each has of its own.

    With s stable and u unstable parts, the reliability of the mean of K, for ratees, is

    .. math:: \frac{s_b}{s_b + u_b/K + \big[(n-1)(s_g + u_g/K) + s_{gg'} + u_{gg'}/K\big]/(n(n-2))}

    and for pairs :math:`s_g / (s_g + u_g/K)`.

    Parameters
    ----------
    x : (K, n, n) ratings in points on one scale; row = rater, column = ratee, not a number = not
        rated; the diagonal is ignored. Two indicators are compared over the cells that have both;
        departments that neither rate nor are rated do not count

    Returns
    -------
    undetermined if the design of any two indicators is

    Raises
    ------
    ValueError
        if there are fewer than two indicators, or a matrix is not square

    Notes
    -----
    O(K^2 n^2). For K = 2 and a complete panel the latent analysis of TripleR, but for its
    reliabilities, which take rater-ratee covariances for dyadic ones (version 1.5.4).

    Examples
    --------
    Twice the same has no unstable part:

    >>> x = np.random.default_rng(1).normal(size=(6, 6))
    >>> found = stability([x, x])
    >>> round(abs(found.error), 9), round(found.pair_reliability, 9)
    (0.0, 1.0)
    """
    cells = np.stack([ratings(each) for each in np.asarray(x, np.float64)])
    count, n = len(cells), _taking_part(cells)
    if count < 2:
        raise ValueError("stability needs two indicators")
    values, rank = _matrices(cells)
    diagonal = values[np.arange(count), np.arange(count)].mean(axis=0)
    others = (values.sum(axis=(0, 1)) - count * diagonal) / (count * (count - 1))
    stable, unstable = (_named(each, rank) for each in (others, diagonal - others))
    return Stability(stable, unstable, *_reliabilities(stable, unstable, count, n))


def _taking_part(cells: Floats) -> int:
    i, j = np.nonzero(~np.isnan(cells).all(axis=0))
    return len(np.union1d(i, j))


def _matrices(cells: Floats) -> tuple[Floats, int]:
    """Return the covariances of each two indicators (K, K, 6), and the least rank."""
    count = len(cells)
    values, least = np.zeros((count, count, EQUATIONS)), EQUATIONS
    for k in range(count):
        for other in range(k, count):
            found, rank = solved(margins(cells[k], cells[other]))
            values[k, other] = found
            values[other, k] = found[[0, 1, 3, 2, 4, 5]]
            least = min(least, int(rank))
    return values, least


def _named(values: Floats, rank: int) -> Variances:
    aa, bb, ab, ba, gg, ggt = map(float, values)
    return Variances(aa, bb, gg, (ab + ba) / 2, ggt, rank - 1)


def _reliabilities(s: Variances, u: Variances, count: int, n: int) -> tuple[float, float, float]:
    pair, dyadic = s.pair + u.pair / count, s.dyadic + u.dyadic / count
    noise = ((n - 1) * pair + dyadic) / (n * (n - 2)) if n > 2 else np.nan
    totals = (s.rater + u.rater / count + noise, s.ratee + u.ratee / count + noise, pair)
    real = (s.rater, s.ratee, s.pair)
    rater, ratee, of_pair = (
        v / whole if v > 0 and whole > 0 else np.nan for v, whole in zip(real, totals, strict=True)
    )
    return rater, ratee, of_pair


def correlations(covariances: Covariances, x: Variances, y: Variances) -> Covariances:
    r"""Return the covariances of two variables as correlations.

    Large bb beside small gg: two dimensions are distinct within pairs. Both near one: a halo.

    .. math:: r_{aa'} = \sigma_{aa'} / \sqrt{\sigma_a^2 \sigma_{a'}^2}

    Parameters
    ----------
    covariances : of x and y
    x, y : their variances

    Returns
    -------
    not a number where a variance is not above zero; with missing cells it may exceed one

    Examples
    --------
    >>> one, two = Variances(1.0, 4.0, 9.0, 0.0, 0.0), Variances(1.0, 1.0, 1.0, 0.0, 0.0)
    >>> found = correlations(Covariances(0.5, 1.0, 0.2, 0.2, 1.5, 0.3, rank=6), one, two)
    >>> found.aa, found.bb, found.ba, found.gg
    (0.5, 0.5, 0.1, 0.5)
    """
    of = covariances

    def over(value: float, left: float, right: float) -> float:
        return value / (left * right) ** 0.5 if left > 0 and right > 0 else np.nan

    return Covariances(
        aa=over(of.aa, x.rater, y.rater),
        bb=over(of.bb, x.ratee, y.ratee),
        ab=over(of.ab, x.rater, y.ratee),
        ba=over(of.ba, x.ratee, y.rater),
        gg=over(of.gg, x.pair, y.pair),
        ggt=over(of.ggt, x.pair, y.pair),
        rank=of.rank,
    )
