r"""How much of a rating is the rater's, the ratee's and the pair's: variances with missing cells.

In the social relations model :math:`x_{ij} = \mu + a_i + b_j + g_{ij}` the variances of rater
effects a, ratee effects b and pair effects g, and the covariances :math:`\sigma_{ab}` (who rates
high is rated high) and :math:`\sigma_{gg'}` (mutual liking beyond both), follow from five sums of
squares. The usual method for missing cells (TripleR) is biased; these moments are not, as long as
cells are missing at random. With O the observed cells, N of them, I raters, J ratees, R the cells
whose reverse is observed and :math:`m_i` the partners of i in R,

.. math::
    S_1 &= \sum_j \sum_i (x_{ij} - \bar x_{\cdot j})^2, &
        E S_1 &= (N-J)(\sigma_a^2 + \sigma_g^2) \\
    S_2 &= \sum_i \sum_j (x_{ij} - \bar x_{i\cdot})^2, &
        E S_2 &= (N-I)(\sigma_b^2 + \sigma_g^2) \\
    S_3 &= \sum_i \big[\sum_{j \in R_i} x_{ij} x_{ji}
        - \sum x_{ij} \sum x_{ji} / m_i\big], &
        E S_3 &= \sum_{m_i > 0} (m_i - 1)\,(\sigma_{ab} + \sigma_{gg'}) \\
    S_4 &= \tfrac12 \sum_R (x_{ij} - x_{ji})^2, &
        E S_4 &= |R|(\sigma_a^2 + \sigma_b^2 + \sigma_g^2 - 2\sigma_{ab} - \sigma_{gg'}) \\
    S_5 &= \sum_O (x_{ij} - \bar x)^2, &
        E S_5 &= N(\sigma_a^2 + \sigma_b^2 + \sigma_g^2) - \big[\sigma_a^2 \Sigma r_i^2
        + \sigma_b^2 \Sigma c_j^2 + 2 \sigma_{ab} \Sigma r_i c_i
        + N \sigma_g^2 + |R| \sigma_{gg'}\big] / N

For two variables products take the place of squares, and :math:`S_3` splits into received by given
and given by received.

References
----------
Bond and Malloy (2018), Social relations analysis of dyadic data structure: The general case,
Multivariate Behavioral Research 53(6), 773-788 (the moments; closed forms here).
Kenny (1994), Interpersonal Perception: A Social Relations Analysis, Guilford Press, appendix B.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import ratings
from graph.algorithms.rating_margins import margins
from graph.algorithms.rating_moments import EQUATIONS, solved

Floats = NDArray[np.float64]
FULL = EQUATIONS - 1  # of one variable, as ab and ba are the same


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances and covariances in squared points; not a number where undetermined."""

    rater: float
    ratee: float
    pair: float  # with one indicator, error is in it
    rater_ratee: float  # of rater and ratee effect of a department
    dyadic: float  # of the two pair effects of two departments
    rank: int = FULL  # of the five equations

    @property
    def determined(self) -> bool:
        """Whether the design tells the five apart; a star does not (rank 4)."""
        return self.rank == FULL

    @property
    def values(self) -> Floats:
        """The five as an array, in the order of `PARAMETERS`."""
        return np.array([getattr(self, name) for name in PARAMETERS])

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of rater, ratee and pair in the sum of the positive variances."""
        positive = np.maximum(self.values[:3], 0)
        rater, ratee, pair = positive / positive.sum() if positive.any() else positive * np.nan
        return float(rater), float(ratee), float(pair)


PARAMETERS = ("rater", "ratee", "pair", "rater_ratee", "dyadic")


@dataclass(frozen=True, slots=True)
class Covariances:
    """Covariances of two variables x, y; a rater, b ratee and g pair effects."""

    aa: float  # rater effects of x with those of y
    bb: float
    ab: float  # rater effect of x with ratee effect of y of the same department
    ba: float
    gg: float  # pair effects of the same cell
    ggt: float  # of the cell and its reverse
    rank: int  # of six equations

    @property
    def determined(self) -> bool:
        """Whether the design tells the six apart."""
        return self.rank == EQUATIONS


def variances(x: ArrayLike) -> Variances:
    """Return the five variances and covariances of one variable by moments.

    Without a mutual pair both covariances are taken as zero; where no department has two mutual
    partners, the dyadic one is.

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee, not a number = not rated, by chance;
        the diagonal is ignored

    Returns
    -------
    unbiased, so that a variance may come out below zero; none if the rank is below five

    Raises
    ------
    ValueError
        if the matrix is not square

    Notes
    -----
    O(n^2). Equal to ``srm_arbsrm`` of the R package srm, which builds N x 6N matrices.

    Examples
    --------
    Four departments differ as raters only, by one point:

    >>> found = variances([[0, 1, 1, 1], [2, 0, 2, 2], [3, 3, 0, 3], [4, 4, 4, 0]])
    >>> round(found.rater, 9), round(abs(found.ratee), 9), round(abs(found.pair), 9)
    (1.666666667, 0.0, 0.0)
    """
    cells = ratings(x)
    values, rank = solved(margins(cells, cells))
    aa, bb, ab, _, gg, ggt = map(float, values)
    return Variances(aa, bb, gg, ab, ggt, int(rank) - 1)


def covariances(x: ArrayLike, y: ArrayLike) -> Covariances:
    """Return the six covariances of two variables over the cells that have both.

    Parameters
    ----------
    x, y : (n, n) as for `variances`: two dimensions, or one in two periods

    Returns
    -------
    none if the rank is below six

    Raises
    ------
    ValueError
        if a matrix is not square or the shapes differ

    Examples
    --------
    >>> x = [[0, 1, 1, 1], [2, 0, 2, 2], [3, 3, 0, 3], [4, 4, 4, 0]]
    >>> found = covariances(x, np.multiply(x, 3))
    >>> round(found.aa, 9), found.determined
    (5.0, True)
    """
    values, rank = solved(margins(ratings(x), ratings(y)))
    aa, bb, ab, ba, gg, ggt = map(float, values)
    return Covariances(aa, bb, ab, ba, gg, ggt, int(rank))
