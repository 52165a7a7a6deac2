r"""Agreement of raters by the figures other software prints: intraclass correlation and alpha.

Neither is the measure for departments that rate each other, as raters are ratees and the diagonal
is empty: there the share of ratees in the variance says the same. They are for comparison.

References
----------
Shrout and Fleiss (1979), Intraclass correlations: Uses in assessing rater reliability,
Psychological Bulletin 86(2), 420-428, doi:10.1037/0033-2909.86.2.420.
McGraw and Wong (1996), Forming inferences about some intraclass correlation coefficients,
Psychological Methods 1(1), 30-46, doi:10.1037/1082-989X.1.1.30.
Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding
data, Communication Methods and Measures 1(1), 77-89, doi:10.1080/19312450709336664.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """Six, by analysis of variance, for one rating and for the mean of all raters."""

    one_way: float  # ICC(1): other raters for each ratee
    agreement: float  # ICC(2), ICC(A,1): the same raters, whose severity counts as disagreement
    consistency: float  # ICC(3), ICC(C,1): their severity does not count
    one_way_mean: float
    agreement_mean: float
    consistency_mean: float


def intraclass_correlations(x: ArrayLike) -> IntraclassCorrelations:
    r"""Return the intraclass correlations of a complete table.

    With MSR, MSC, MSE the mean squares of rows, columns and error, and k columns,

    .. math:: ICC(A,1) = \frac{MSR - MSE}{MSR + (k-1) MSE + k (MSC - MSE)/n}, \quad
        ICC(C,1) = \frac{MSR - MSE}{MSR + (k-1) MSE}

    Parameters
    ----------
    x : (n, k) ratee by rater, without missing cells

    Returns
    -------
    not clipped: below zero where ratees differ less than chance makes them

    Raises
    ------
    ValueError
        if a cell is missing, or there are not two rows and two columns

    Examples
    --------
    The second gives one point more:

    >>> found = intraclass_correlations([[1, 2], [3, 4], [5, 6]])
    >>> found.consistency, round(found.agreement, 3)
    (1.0, 0.889)
    """
    table = np.asarray(x, np.float64)
    if table.ndim != 2 or min(table.shape) < 2 or np.isnan(table).any():
        raise ValueError("a complete table of two or more ratees and raters is needed")
    n, k = table.shape
    row, column = table.mean(axis=1), table.mean(axis=0)
    rows, columns = k * row.var(ddof=1), n * column.var(ddof=1)
    rest = table - row[:, None] - column + table.mean()
    error = (rest**2).sum() / ((n - 1) * (k - 1))
    within = ((table - row[:, None]) ** 2).sum() / (n * (k - 1))
    raters = (columns - error) / n
    figures = (
        (rows - within) / (rows + (k - 1) * within),
        (rows - error) / (rows + (k - 1) * error + k * raters),
        (rows - error) / (rows + (k - 1) * error),
        (rows - within) / rows,
        (rows - error) / (rows + raters),
        (rows - error) / rows,
    )
    return IntraclassCorrelations(*map(float, figures))


def krippendorff_alpha(x: ArrayLike, metric: Metric) -> float:
    r"""Return Krippendorff's alpha, for which cells may be missing.

    .. math:: \alpha = 1 - \frac{D_o}{D_e} = 1 - (n - 1)
        \frac{\sum_{ck} o_{ck} \delta_{ck}^2}{\sum_{ck} n_c n_k \delta_{ck}^2}

    with o the pairs of values within a ratee, each ratee weighted by one over its ratings less one.

    Parameters
    ----------
    x : (raters, ratees); not a number = not rated; who is rated once does not count
    metric : of the difference between two values

    Returns
    -------
    1 for agreement, 0 for chance; not a number if there is one value only

    Examples
    --------
    >>> krippendorff_alpha([[1, 2, 3, np.nan], [1, 2, 3, 3]], "ordinal")
    1.0
    """
    table = np.asarray(x, np.float64)
    values = np.unique(table[~np.isnan(table)])
    counts = (table[:, :, None] == values).sum(axis=0) * 1.0  # (ratees, values)
    counts = counts[counts.sum(axis=1) > 1]
    weight = 1 / (counts.sum(axis=1) - 1)
    pairs = np.einsum("u,uc,uk->ck", weight, counts, counts) - np.diag(weight @ counts)
    of_value = counts.sum(axis=0)
    distance = _squared(values, of_value, metric)
    expected = of_value @ distance @ of_value
    if not expected > 0:
        return np.nan
    return float(1 - (of_value.sum() - 1) * (pairs * distance).sum() / expected)


def _squared(values: Floats, counts: Floats, metric: Metric) -> Floats:
    if metric == "nominal":
        return 1 - np.eye(len(values))
    if metric == "ordinal":
        values = np.cumsum(counts) - counts / 2  # places in the order of all
    apart = values[:, None] - values
    if metric == "ratio":
        total = values[:, None] + values
        apart = np.divide(apart, total, out=np.zeros_like(apart), where=total != 0)
    return np.asarray(apart**2)
