r"""Intervals of a share and of a median, and whether more than half is chance.

References
----------
Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the
American Statistical Association 22(158), 209-212, doi:10.1080/01621459.1927.10502953.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
NORMAL = 1.959963984540054
"""97.5 % quantile of the normal distribution."""


def wilson(found: ArrayLike, tried: ArrayLike) -> tuple[Floats, Floats]:
    r"""Return the 95 % interval of a share by Wilson's score.

    .. math:: \frac{\hat p + z^2/2n \pm z \sqrt{\hat p (1-\hat p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    found, tried : counts; not a number is returned where nothing was tried

    Examples
    --------
    >>> low, high = wilson([0, 5], [10, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366], [0.2775, 0.7634])
    """
    n = np.asarray(tried, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.asarray(found, float) / n
        middle = share + NORMAL**2 / (2 * n)
        reach = NORMAL * np.sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n**2))
        low, high = (middle - reach) / (1 + NORMAL**2 / n), (middle + reach) / (1 + NORMAL**2 / n)
    return np.where(n > 0, np.clip(low, 0, 1), np.nan), np.where(n > 0, np.clip(high, 0, 1), np.nan)


def median_interval(values: ArrayLike) -> tuple[float, float, float]:
    r"""Return the median and its 95 % interval by order statistics, free of any distribution.

    The ranks are those of the binomial law with one half, :math:`n/2 \mp z \sqrt n / 2`, outwards.

    Parameters
    ----------
    values : numbers in any order, without gaps

    Returns
    -------
    median, low, high; not a number where there are no values, the ends where they are few

    Examples
    --------
    >>> median_interval(range(1, 101))
    (50.5, 40.0, 61.0)
    >>> median_interval([])
    (nan, nan, nan)
    """
    ordered = np.sort(np.asarray(values, float))
    n = len(ordered)
    if not n:
        return np.nan, np.nan, np.nan
    reach = NORMAL * np.sqrt(n) / 2
    low = max(int(np.floor(n / 2 - reach)), 1) - 1
    high = min(int(np.ceil(1 + n / 2 + reach)), n) - 1
    return float(np.median(ordered)), float(ordered[low]), float(ordered[high])


def binomial_above(found: ArrayLike, tried: ArrayLike) -> Floats:
    """Return the chance of at least `found` of `tried` where each is as likely as not.

    >>> binomial_above([9, 5], [10, 10]).round(4).tolist()
    [0.0107, 0.623]
    """
    from scipy.special import bdtrc

    chance: Floats = np.asarray(bdtrc(np.asarray(found) - 1.0, np.asarray(tried), 0.5), float)
    return np.where(np.asarray(found) <= 0, 1.0, chance)
