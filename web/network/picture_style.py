"""The style of a picture that is saved as a file: the page's own rules, with plain colours."""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
CLASSES = {
    *("ax", "ax0", "edge", "fade", "tag", "node", "hub", "focus", "dimmed", "low"),
    *("strong", "faint", "halo", "lt", "onfocus"),
    *(f"{kind}{step}" for kind in "eaw" for step in range(1, 7)),
}
"""Classes that a picture uses."""

_RULE = re.compile(r"^([^{}@\n]+)\{([^{}]*)\}$", re.MULTILINE)
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_VALUE = re.compile(r"var\(--([\w-]+)\)")


@cache
def picture_style() -> str:
    """Return the rules for `CLASSES` in light colours; programs that read files know no tokens."""
    tokens = dict(_TOKEN.findall(_read("tokens.css").split("}")[0]))
    rules = [
        f"{selector.strip()} {{{body.strip()}}}"
        for selector, body in _RULE.findall(_read("site.css"))
        if (names := set(re.findall(r"\.([\w-]+)", selector))) and names <= CLASSES
    ]
    text = f"text {{font-family: {tokens['font']}; fill: {tokens['ink-2']}}}"
    return _VALUE.sub(lambda match: tokens[match[1]], "\n".join([text, *rules]))


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")
