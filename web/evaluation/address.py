"""The addresses of evaluation, whatever characters the ids of rounds and departments have."""

from urllib.parse import quote

from werkzeug.routing import BaseConverter


class EvaluationIdConverter(BaseConverter):
    """Match an id in one step of an address: its slashes, dots and percents are written %XX.

    >>> from werkzeug.routing import Map
    >>> converter = EvaluationIdConverter(Map())
    >>> converter.to_url("2022/上"), converter.to_python("2022%2F上")
    ('2022%252F%E4%B8%8A', '2022/上')
    """

    regex = "[^/]+?"
    ESCAPED = ("%", "/", ".")

    def to_url(self, value: str) -> str:
        """Return the step of the address."""
        for letter in self.ESCAPED:
            value = value.replace(letter, f"%{ord(letter):02X}")
        return quote(value, safe="")

    def to_python(self, value: str) -> str:
        """Return the id."""
        for letter in reversed(self.ESCAPED):
            value = value.replace(f"%{ord(letter):02X}", letter)
        return value
