"""How an address names a pair: sender~receiver, whatever characters their ids have."""

from urllib.parse import unquote


def pair_key(sender: str, receiver: str) -> str:
    """Return the name of a pair.

    >>> pair_key("D1", "D2"), pair_key("a~b", "c%")
    ('D1~D2', 'a%7Eb~c%25')
    """
    return f"{_escaped(sender)}~{_escaped(receiver)}"


def pair_of(key: str) -> tuple[str, str] | None:
    """Return sender and receiver, or None for a text that names no pair.

    >>> pair_of("a%7Eb~c%25"), pair_of("D1"), pair_of("")
    (('a~b', 'c%'), None, None)
    """
    ends = key.split("~")
    if len(ends) != 2 or not all(ends):
        return None
    return unquote(ends[0]), unquote(ends[1])


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("~", "%7E")
