"""Numbers as text: rounded alike on pages and in files."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: float, decimals: int) -> str:
    """Write a number with thousands commas, halves rounded away from zero, never as minus zero.

    Halves are those of the shortest decimal that means the number, as a reader takes them.

    >>> half_up(1.65, 1), half_up(1234567.5, 0), half_up(-3.25, 1), half_up(-0.01, 1)
    ('1.7', '1,234,568', '-3.3', '0.0')
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,}"
