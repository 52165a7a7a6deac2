r"""How well raters, ratees or dimensions keep to a Rasch model, and how far they are told apart.

References
----------
Wright and Masters (1982), Rating Scale Analysis, MESA Press, chapters 5 and 6.
Linacre, A User's Guide to FACETS (fit, separation, strata and reliability of an element table).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """The elements of one facet, in logits; not a number for one without a finite measure."""

    measure: Floats
    error: Floats  # 1 / root of the information
    infit: Floats  # mean square, 1 expected, weighted by information
    outfit: Floats  # mean square, unweighted: sensitive to single far ratings
    infit_z: Floats  # the same as a normal deviate
    outfit_z: Floats


@dataclass(frozen=True, slots=True)
class Separation:
    """How far the elements of a facet are told apart, as a population."""

    rmse: float  # root of the mean squared error
    spread: float  # standard deviation of measures less error
    ratio: float  # spread / rmse
    strata: float  # levels that can be told apart
    reliability: float
    chi_square: float  # of all being equal, elements - 1 degrees of freedom


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Of each rating: category less expected one, and second and fourth moment around it."""

    residual: Floats
    variance: Floats
    fourth: Floats


def facet(measure: Floats, element: Ints, of: Moments) -> Facet:
    r"""Return errors and fit of the elements of a facet.

    .. math:: \mathrm{infit} = \frac{\sum (y - E)^2}{\sum V}, \quad
        \mathrm{outfit} = \frac1N \sum \frac{(y - E)^2}{V}, \quad
        z = (MS^{1/3} - 1)\frac3q + \frac q3

    with :math:`q^2 = \sum (C_4 - V^2) / (\sum V)^2` for infit and
    :math:`\sum (C_4 / V^2) / N^2 - 1/N` for outfit (Wilson and Hilferty).

    Parameters
    ----------
    measure : of each element
    element : of each rating
    of : of each rating

    Examples
    --------
    Coins that fell as often as expected:

    >>> half = np.full(4, 0.5)
    >>> of = Moments(np.array([0.5, -0.5, 0.5, -0.5]), half**2, half**4)
    >>> found = facet(np.zeros(1), np.zeros(4, int), of)
    >>> found.infit.tolist(), found.outfit.tolist(), found.error.tolist()
    ([1.0], [1.0], [1.0])
    """

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(element, values, len(measure)), np.float64)

    v, square = of.variance, of.residual**2
    with np.errstate(divide="ignore", invalid="ignore"):
        count, information = total(np.ones_like(v)), total(v)
        infit, outfit = total(square) / information, total(square / v) / count
        wide = np.sqrt(np.maximum(total(of.fourth - v**2), 0)) / information
        far = np.sqrt(np.maximum(total(of.fourth / v**2) / count**2 - 1 / count, 0))
        z = [(np.cbrt(m) - 1) * 3 / q + q / 3 for m, q in ((infit, wide), (outfit, far))]
        error = np.asarray(1 / np.sqrt(information), np.float64)
    known = np.where(np.isnan(measure), np.nan, 1.0)
    return Facet(measure, error * known, infit * known, outfit * known, *(np.asarray(e) for e in z))


def separation(of: Facet) -> Separation:
    r"""Return how far the elements are told apart.

    .. math:: G = \frac{\sqrt{SD^2 - RMSE^2}}{RMSE}, \quad H = \frac{4G + 1}{3}, \quad
        R = \frac{G^2}{1 + G^2}, \quad \chi^2 = \sum w m^2 - \frac{(\sum w m)^2}{\sum w}

    with w one over the squared error.

    Examples
    --------
    >>> one = np.ones(2)
    >>> found = separation(Facet(np.array([-3.0, 3.0]), one, one, one, one, one))
    >>> round(found.ratio, 3), round(found.strata, 3), round(found.reliability, 3)
    (2.828, 4.105, 0.889)
    """
    known = ~np.isnan(of.measure)
    measure, error = of.measure[known], of.error[known]
    if not len(measure):
        return Separation(*[np.nan] * 6)
    rmse = float(np.sqrt((error**2).mean()))
    spread = float(np.sqrt(max(measure.var() - rmse**2, 0)))
    ratio, w = spread / rmse, 1 / error**2
    chi_square = float((w * measure**2).sum() - (w @ measure) ** 2 / w.sum())
    return Separation(
        rmse, spread, ratio, (4 * ratio + 1) / 3, ratio**2 / (1 + ratio**2), chi_square
    )
