"""The check digit of the unified social credit code, GB 32100-2015."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_digit(body: str) -> str:
    """Return the last character that belongs to the first 17.

    >>> check_digit("91350100M000100Y4")
    '3'
    """
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_social_credit_code(code: str) -> bool:
    """Tell whether `code` has 18 signs of the alphabet and the right check digit.

    >>> is_social_credit_code("113325000026455663")
    True
    """
    return len(code) == 18 and set(code) <= set(ALPHABET) and check_digit(code[:17]) == code[17]
