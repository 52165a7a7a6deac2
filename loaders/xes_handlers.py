"""The expat handlers of the XES reader: elements become rows."""

from array import array
from collections.abc import Callable
from typing import NoReturn, cast
from xml.parsers.expat import XMLParserType

import numpy as np

from graph.errors import InputError
from loaders.xes_batches import ROWS, Row

OUTSIDE, LOG, TRACE, EVENT = range(4)
IN_LOG, IN_TRACE = 1 << 28, 1 << 29
"""Depths inside what is skipped: a ``global`` or an attribute of the log, or of a trace."""
LONGEST = 10 * ROWS
"""Rows after which even a single endless trace is written out."""


class Slots(dict[str, int]):
    """The place in a row of each attribute met; all that nobody wants share the last place."""

    def __init__(self, wanted: dict[str, int], unwanted: int) -> None:
        super().__init__()
        self._wanted, self._unwanted = wanted, unwanted

    def __missing__(self, key: str) -> int:
        self[key] = slot = self._wanted.get(key, self._unwanted)
        return slot


class Handlers:
    """Turns the elements of one XES file into rows ``[place, case, text, ...]``."""

    def __init__(
        self,
        event_keys: tuple[str, ...],
        trace_keys: tuple[str, ...],
        case: str,
        write: Callable[[list[Row]], None],
    ) -> None:
        wanted = {key: slot for slot, key in enumerate(event_keys, 2)}
        last = len(wanted) + 2
        self.blank: Row = [None] * (last + 1)
        self.event_slots = Slots(wanted, last)
        self.trace_slots = Slots({key: wanted[key] for key in trace_keys} | {case: 1}, last)
        self.write = write
        self.rows: list[Row] = []
        self.depth, self.first = OUTSIDE, 0  # first: place in rows of the first event of the trace
        self.row = self.trace = self.blank
        self.is_log = False
        self.log_name: str | None = None
        self.events = self.traces = self.empty_traces = 0
        self.nameless: list[int] = []  # where each trace without a name begins
        self.names = array("q")  # hash of the name of each trace
        self.begins = array("q")  # where it begins
        self.is_utf8 = True
        self.trace_end = -1  # where the last end of a trace began, as the parser counts
        self.passed = 0  # bytes of the file that the parser did not see

    def attach(self, parser: XMLParserType) -> None:
        """Let `parser` call the handlers; nothing may declare entities."""
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _doctype
        parser.EntityDeclHandler = _entity
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self.parser = parser

    def finish(self) -> None:
        """Write the rows that are left."""
        self.flush(1)

    def flush(self, least: int) -> None:
        """Write the rows if there are at least that many."""
        if len(self.rows) >= least:
            self.events += len(self.rows)
            self.write(self.rows)
            self.rows.clear()

    def count(self, name: object, begin: int, events: int) -> None:
        """Count a trace called `name` that begins at byte `begin`."""
        self.traces += 1
        if not events:
            self.empty_traces += 1
        elif name is None:
            self.nameless.append(begin)
        else:
            self.names.append(hash(name))
            self.begins.append(begin)

    def repeated(self) -> list[int]:
        """Return where the traces begin whose name an earlier one had."""
        names = np.frombuffer(self.names, np.int64)
        _, first = np.unique(names, return_index=True)
        later = np.ones(len(names), bool)
        later[first] = False
        return [self.begins[place] for place in np.flatnonzero(later)]

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.is_utf8 = self.is_utf8 and (encoding or "utf-8").lower() in ("utf-8", "utf8")

    def _start(self, name: str, attributes: list[str]) -> None:
        if self.depth == EVENT:
            try:
                a, key, b, value = attributes
                if a == "key" and b == "value":
                    self.row[self.event_slots[key]] = value
                else:
                    _odd(self.row, self.event_slots, attributes)
            except ValueError:
                _odd(self.row, self.event_slots, attributes)
        elif self.depth == TRACE:
            if _local(name) == "event":
                self._begin_event(self.trace)
            else:
                self._of_trace(attributes)
        elif self.depth == LOG:
            self._of_log(_local(name), attributes)
        elif self.depth == OUTSIDE:
            self.is_log = _local(name) == "log"
            self.depth = OUTSIDE if self.is_log else IN_LOG
        self.depth += 1

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == TRACE:
            self._end_event()
        elif self.depth == LOG:
            self._end_trace()
        elif self.depth == IN_TRACE:
            self.depth = TRACE
        elif self.depth == IN_LOG:
            self.depth = LOG

    def _place(self) -> int:
        return self.parser.CurrentByteIndex + self.passed

    def _begin_event(self, trace: Row) -> None:
        self.row = trace[:]
        self.row[0] = self._place()
        self.rows.append(self.row)

    def _of_trace(self, attributes: list[str]) -> None:
        self.depth = IN_TRACE
        _odd(self.trace, self.trace_slots, attributes)
        if len(self.rows) > self.first:  # an attribute after the events
            _late(self.rows[max(self.first, 0) :], self.trace)

    def _of_log(self, kind: str, attributes: list[str]) -> None:
        if kind == "trace":
            self.trace, self.first = self.blank[:], len(self.rows)
            self.trace[0] = self._place()
        elif kind == "event":  # outside of any trace: a row without a case
            self.trace, self.depth = self.blank, TRACE
            self._begin_event(self.blank)
        else:
            self.depth = IN_LOG
            key, value = _pair(attributes)
            if kind == "string" and key == "concept:name":
                self.log_name = value

    def _end_event(self) -> None:
        if self.trace is self.blank:
            self.depth = LOG
            self.flush(LONGEST)
        elif len(self.rows) >= LONGEST:
            self.flush(LONGEST)
            self.first = -1  # the trace goes on, though none of its rows is left

    def _end_trace(self) -> None:
        self.trace_end = self.parser.CurrentByteIndex
        begin = cast(int, self.trace[0])
        self.count(self.trace[1], begin, len(self.rows) - self.first)
        self.flush(ROWS)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _pair(attributes: list[str]) -> tuple[str | None, str | None]:
    found = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return found.get("key"), found.get("value")


def _odd(row: Row, slots: Slots, attributes: list[str]) -> None:
    """Take an attribute written in another order, or one without a value such as a list."""
    key, value = _pair(attributes)
    if key is not None and value is not None:
        row[slots[key]] = value


def _late(rows: list[Row], trace: Row) -> None:
    """Give the events of a trace the attributes that came after them."""
    for row in rows:
        for slot, value in enumerate(trace):
            if row[slot] is None:
                row[slot] = value


def _doctype(name: str, system: str | None, public: str | None, internal: object) -> None:
    if system is not None or public is not None:
        _refuse()


def _entity(*declaration: object) -> None:
    _refuse()


def _refuse() -> NoReturn:
    raise InputError(
        "文件含有 DOCTYPE 实体声明或外部 DTD，出于安全不予读取。请删除 <!DOCTYPE ...> 后再试。",
        "The file declares entities or an external DTD in its DOCTYPE, which is not read for "
        "safety. Remove the <!DOCTYPE ...> and try again.",
    )
