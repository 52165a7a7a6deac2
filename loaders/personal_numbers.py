"""Find columns that hold personal numbers, so that they are never stored."""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.text import Text

SHARE = 0.2
"""A column with at least this share of personal numbers among its values is not stored."""

IDENTITY = Text("身份证号", "identity card numbers")
MOBILE = Text("手机号", "mobile phone numbers")

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

MASK = "＊＊＊"
_NARROW = {ord("０") + digit: str(digit) for digit in range(10)}
SHORTEST = 11
"""Digits that a personal number has at least."""
_NUMBERS = re.compile(
    r"(?<!\d)(?:(?:\+?86[-\s]?)?1[3-9]\d{9}|1[3-9]\d[-\s]\d{4}[-\s]\d{4}"
    r"|[1-9]\d{16}[\dXx]|[1-9]\d{5}[-\s]\d{8}[-\s]\d{3}[\dXx])(?!\d)"
)
"""What may be a personal number inside a text."""

Digits = npt.NDArray[np.int64]


def looks_personal(values: pa.Array | pa.ChunkedArray) -> Text | None:
    """Return which personal numbers make up a fifth or more of the non-empty `values`, or None.

    Identity numbers need the check digit of GB 11643 and a valid date, so that other codes of 18
    digits pass. Both kinds count together; the name is that of the more frequent one.

    >>> looks_personal(pa.array(["13912345678", "科员甲", None]))
    Text(zh='手机号', en='mobile phone numbers')
    >>> looks_personal(pa.array(["P01", "P02"])) is None
    True
    """
    texts, counts = _distinct(values)
    total = int(counts.sum())
    if not total:
        return None
    mobile = pc.match_substring_regex(texts, r"^1[3-9]\d{9}$").to_numpy(zero_copy_only=False)
    identity = identity_numbers(texts)
    mobiles, identities = int(counts[mobile].sum()), int(counts[identity].sum())
    if mobiles + identities < SHARE * total:
        return None
    return IDENTITY if identities >= mobiles else MOBILE


def masked(text: str) -> str:
    """Return `text` with each personal number in it replaced by `MASK`.

    >>> masked("联系人 139-1234-5678，办件 2022031500012345")
    '联系人 ＊＊＊，办件 2022031500012345'
    """
    if sum(map(str.isdigit, text)) < SHORTEST:
        return text
    if looks_personal(pa.array([text])):
        return MASK
    return _NUMBERS.sub(lambda found: _mask(found[0]), text.translate(_NARROW))


def _mask(number: str) -> str:
    return MASK if looks_personal(pa.array([number])) else number


def identity_numbers(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell for each text whether it is an identity number by check digit and date."""
    shaped = pc.match_substring_regex(texts, r"^[1-9]\d{16}[\dXx]$")
    found = np.asarray(shaped.to_numpy(zero_copy_only=False), dtype=bool)
    if found.any():
        upper = pc.ascii_upper(texts.filter(shaped)).to_pylist()
        signs = np.frombuffer("".join(upper).encode(), dtype=np.uint8).reshape(-1, 18)
        digits = signs[:, :17].astype(np.int64) - ord("0")
        checked = _CHECKS[(digits @ _WEIGHTS) % 11] == signs[:, 17]
        found[found] = checked & _valid_dates(digits[:, 6:14])
    return found


def _distinct(values: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, Digits]:
    """Return the distinct non-empty texts of `values`, normalised, and how often each occurs."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_nested(values.type) or pa.types.is_temporal(values.type):
        return pa.array([], pa.string()), np.zeros(0, dtype=np.int64)
    tally = pc.value_counts(values)
    texts = _bare(_texts(tally.field(0)))
    full = pc.fill_null(pc.not_equal(texts, ""), False)
    counts = tally.field(1).to_numpy(zero_copy_only=False)
    return texts.filter(full), counts[full.to_numpy(zero_copy_only=False)]


def _bare(texts: pa.Array) -> pa.Array:
    """Return `texts` without what people and programs put around the digits of a number."""
    texts = pc.utf8_normalize(texts, form="NFKC")
    texts = pc.replace_substring_regex(texts, r"[\s\p{Pd}\p{Cf}]+", "")
    texts = pc.replace_substring_regex(texts, r"^(\d{11}|\d{18})\.0*$", r"\1")
    return pc.replace_substring_regex(texts, r"^\(?(\+|00)?86\)?(1\d{10})(\.0*)?$", r"\2")


def _texts(values: pa.Array) -> pa.Array:
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        decoded = [_decoded(value) for value in values.to_pylist()]
        return pa.array(decoded, pa.string())
    if pa.types.is_floating(values.type):  # 1.39e10 would hide a number typed as a number
        whole = pc.equal(pc.floor(values), values)
        small = pc.less(pc.abs(values), 1e18)
        values = pc.if_else(pc.and_(whole, small), values, pa.scalar(None, values.type))
        values = pc.cast(values, pa.int64())
    return pc.cast(values, pa.string())


def _decoded(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")


def _valid_dates(digits: Digits) -> npt.NDArray[np.bool_]:
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month = digits[:, 4:6] @ np.array([10, 1])
    day = digits[:, 6:] @ np.array([10, 1])
    known = (year >= 1800) & (year < 2200) & (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _MONTH_DAYS[np.where(known, month, 0)] + (leap & (month == 2))
    valid: npt.NDArray[np.bool_] = known & (day >= 1) & (day <= last)
    return valid
