"""The quick way through the regular stretches of an XES file.

Nearly all of a large log is the same few tokens: ``<event>``, ``<string key="..." value="..."/>``
and so on. A stretch of whole traces in which there is nothing else, not even an entity, needs no
parser to be well-formed: one regular expression cuts it into those tokens, what is left over must
be white space, and the tags must nest. Anything else is left to expat, which sees the file
without such stretches. This halves the time of a large log.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NoReturn
from xml.parsers.expat import XMLParserType

from graph.errors import InputError
from loaders.xes_batches import ROWS, Row
from loaders.xes_handlers import EVENT, LOG, TRACE, Handlers

TEXT = '"([^"<&\x00-\x1f\ufffe\uffff]*)"'
TOKEN = re.compile(
    rf"<(?:(?:string|date|int|float|boolean|id) key={TEXT} value={TEXT} ?/|(/?(?:event|trace)))>"
)
PARTS = 4  # of a token when split: the gap before it, key, value, tag
TRACE_END = b"</trace>"
LONG = 1 << 20
"""Bytes without the end of a trace after which a piece is passed on as it is."""
PATIENCE = 64
"""Pieces for which the quick way is at most not tried again after it failed."""
LONGEST_TOKEN = 4 << 20
"""Bytes for which a tag, a comment or the like may stay open: the parser begins it anew with each
piece, so that the time grows with the square."""


class Irregular(Exception):  # noqa: N818 - no error: it only says which way to go
    """The piece holds something else than the regular tokens."""


class Closed(Row):
    """What takes attributes where none may be."""

    def __setitem__(self, place: object, value: object) -> NoReturn:
        """Refuse an attribute behind the events of a trace, or outside of traces."""
        raise Irregular


def whole_traces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut behind the last end of a trace in each chunk."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(TRACE_END) + len(TRACE_END)
        if cut < len(TRACE_END):
            cut = len(text) if len(text) > LONG else 0
        if cut:
            yield text[:cut]
        rest = text[cut:]
    yield rest


class Feed:
    """Passes pieces on to expat, or past it where they are regular.

    ``lines`` counts the lines that expat did not see.
    """

    def __init__(self, parser: XMLParserType, handlers: Handlers) -> None:
        self.parser, self.handlers = parser, handlers
        self.lines = 0
        self.piece = b""  # the last that expat was given
        self._given = self._passed = 0  # bytes to expat and past it
        self._between = False  # expat waits between two traces
        self._wait = self._longest = 0

    def add(self, piece: bytes) -> None:
        """Read one piece."""
        if self._may_be_regular(piece) and self._is_regular(piece):
            self._passed += len(piece)
            self.lines += piece.count(b"\n")
            return
        self.handlers.passed = self._passed
        self.piece = piece
        self.parser.Parse(piece, False)
        self._given += len(piece)
        if self._given - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise self._too_long()
        end = self.handlers.trace_end + len(TRACE_END)
        self._between = self.handlers.is_utf8 and end == self._given

    def finish(self) -> None:
        """Tell expat that there is no more."""
        self.parser.Parse(b"", True)

    def _too_long(self) -> InputError:
        line = self.parser.CurrentLineNumber + self.lines
        return InputError(
            f"文件第 {line} 行开始的标记超过 {LONGEST_TOKEN >> 20} MiB 仍未结束，不予读取。"
            "请检查文件是否损坏，或删去过长的属性值、注释。",
            f"What begins at line {line} of the file is still open after {LONGEST_TOKEN >> 20} MiB "
            "and is not read. Check that the file is whole, or remove the long value or comment.",
        )

    def _may_be_regular(self, piece: bytes) -> bool:
        if not self._between or not piece.endswith(TRACE_END):
            return False
        self._wait -= 1
        return self._wait < 0

    def _is_regular(self, piece: bytes) -> bool:
        try:
            add_regular(piece, self._given + self._passed, self.handlers)
        except (Irregular, UnicodeDecodeError):
            self._longest = self._wait = min(2 * self._longest + 1, PATIENCE)
            return False
        self._longest = 0
        return True


def add_regular(piece: bytes, begin: int, handlers: Handlers) -> None:
    """Add the traces of a regular piece that begins at byte `begin`, or raise `Irregular`.

    The piece ends behind the end of a trace.
    """
    if b"&" in piece:  # an entity: known to fail, and cheaper to see here
        raise Irregular
    parts = TOKEN.split(piece.decode())
    if "".join(parts[::PARTS]).strip(" \t\r\n"):
        raise Irregular
    rows, traces = _rows(parts, handlers)
    events = re.finditer(b"<event>", piece)
    for row, found in zip(rows, events, strict=True):
        row[0] = begin + found.start()
    for (trace, count), found in zip(traces, re.finditer(b"<trace>", piece), strict=True):
        handlers.count(trace[1], begin + found.start(), count)
    handlers.rows += rows
    handlers.flush(ROWS)


def _rows(parts: list[str], handlers: Handlers) -> tuple[list[Row], list[tuple[Row, int]]]:
    """Return the rows of the events, and each trace with its number of events."""
    blank, of_events, of_traces = handlers.blank, handlers.event_slots, handlers.trace_slots
    rows: list[Row] = []
    traces: list[tuple[Row, int]] = []
    trace, slots, closed = blank, of_traces, Closed()
    target: Row = closed
    depth, first = LOG, 0
    for key, value, tag in zip(parts[1::PARTS], parts[2::PARTS], parts[3::PARTS], strict=True):
        if tag is None:
            target[slots[key]] = value
        elif tag == "event" and depth == TRACE:
            target, slots, depth = trace[:], of_events, EVENT
            rows.append(target)
        elif tag == "/event" and depth == EVENT:
            target, depth = closed, TRACE
        elif tag == "trace" and depth == LOG:
            trace = target = blank[:]
            slots, depth, first = of_traces, TRACE, len(rows)
        elif tag == "/trace" and depth == TRACE:
            traces.append((trace, len(rows) - first))
            target, depth = closed, LOG
        else:
            raise Irregular
    return rows, traces
