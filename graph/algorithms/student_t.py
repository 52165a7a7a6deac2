"""Tail of Student's t distribution, for tests with few departments.

References
----------
Press, Teukolsky, Vetterling and Flannery (2007), Numerical Recipes, 3rd ed., section 6.4 (the
continued fraction of the incomplete beta function, after Lentz).
"""

from math import exp, isnan, lgamma, log, log1p, nan

TINY = 1e-300


def upper_tail(t: float, df: float) -> float:
    r"""Return how probable a value above t is: the one-sided p-value.

    .. math:: P(T > t) = \tfrac12 I_{\nu / (\nu + t^2)}(\nu/2, 1/2), \quad t \ge 0

    Parameters
    ----------
    t : not a number gives not a number
    df : degrees of freedom, above zero

    Returns
    -------
    between 0 and 1

    Examples
    --------
    >>> round(upper_tail(2.228, 10), 4), upper_tail(0.0, 3), round(upper_tail(-1.0, 1), 4)
    (0.025, 0.5, 0.75)
    """
    if isnan(t):
        return nan
    half = 0.5 * _incomplete_beta(t * t, df)
    return half if t >= 0 else 1 - half


def two_sided(t: float, df: float) -> float:
    """Return how probable a value at least so far from zero is.

    >>> round(two_sided(-2.228, 10), 3)
    0.05
    """
    return nan if isnan(t) else _incomplete_beta(t * t, df)


def _incomplete_beta(square: float, df: float) -> float:
    """Return I_x(df/2, 1/2) at x = df / (df + square)."""
    if square == 0:
        return 1.0
    a, b = df / 2, 0.5
    x, rest = 1 / (1 + square / df), 1 / (1 + df / square)
    if rest == 1:
        return 0.0
    logs = a * -log1p(square / df) + b * log(rest)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + logs)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, rest) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = found
        for part in (even, odd):
            d = 1 / _nonzero(1 + part * d)
            c = _nonzero(1 + part / c)
            found *= c * d
        if abs(found - before) < 1e-15 * abs(found):
            break
    return found


def _nonzero(value: float) -> float:
    return value if abs(value) > TINY else TINY
