"""Read an event log in XES (IEEE 1849) as a stream, in bounded memory.

Own expat handlers rather than a tree: half a million events need no more memory than a thousand,
and the place of every event in the file stays known, so that a refused one can be named by line.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from xml.parsers import expat

from graph.errors import InputError
from graph.progress import Progress, silent
from loaders.chunks import CHUNK, chunks, recoded
from loaders.xes_batches import Batches
from loaders.xes_handlers import Handlers
from loaders.xes_regular import Feed, whole_traces

MULTIBYTE = re.compile(rb"""encoding=["'](gb2312|gbk|gb18030|big5)["']""", re.IGNORECASE)
WIDE = (b"\xff\xfe", b"\xfe\xff")
WIDE_BEGIN = (b"\xff", b"\xfe")
BLANK = b" \t\r\n\0"
INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
NO_ELEMENT = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]


@dataclass(frozen=True, slots=True)
class XesLog:
    """What a log says of itself besides its events."""

    name: str | None  # concept:name of the log
    events: int
    traces: int
    empty_traces: int
    event_attributes: tuple[str, ...]
    trace_attributes: tuple[str, ...]
    nameless: tuple[int, ...] = field(default=())  # places of the traces without a name
    repeated: tuple[int, ...] = field(default=())  # of those with the name of an earlier one


def read_xes(
    path: Path,
    out: Path,
    event_keys: tuple[str, ...],
    trace_keys: tuple[str, ...] = (),
    case: str = "concept:name",
    progress: Progress = silent,
) -> XesLog:
    """Write the events of `path` into the Parquet file `out` and return what the log says.

    The columns of `out` are ``place`` (byte at which the event begins; ``lines`` turns it into a
    line), ``case`` (the trace attribute `case`) and one text column ``e0``, ``e1``... for each of
    `event_keys`. Where an event lacks one of them that is also in `trace_keys`, the attribute of
    its trace stands in. Only direct children of an event or trace are its attributes. Raises
    `InputError` for what is not XES, with the line.
    """
    with Batches(out, len(event_keys)) as batches:
        handlers = Handlers(event_keys, trace_keys, case, batches.add)
        _parse(path, handlers, progress)
        handlers.finish()
    if not handlers.is_log:
        raise _not_xes(path)
    return XesLog(
        handlers.log_name,
        handlers.events,
        handlers.traces,
        handlers.empty_traces,
        tuple(handlers.event_slots),
        tuple(handlers.trace_slots),
        tuple(handlers.nameless),
        tuple(handlers.repeated()),
    )


HEAD = 2 << 20
"""Bytes that are looked at where the first events are enough."""


def read_head(path: Path, out: Path, keys: tuple[str, ...]) -> None:
    """Write the first events of a log that is known to be sound into `out`, like `read_xes`.

    Its columns stand for `keys`, of events or traces.
    """
    with Batches(out, len(keys)) as batches:
        handlers = Handlers(keys, keys, "concept:name", batches.add)
        pieces, encoding = _text(path, silent)
        parser = expat.ParserCreate(encoding)
        handlers.attach(parser)
        for piece in islice(pieces, HEAD // CHUNK):
            parser.Parse(piece, False)
        handlers.finish()


def lines(path: Path, places: list[int]) -> list[int]:
    """Return the line (the first is 1) of each of `places`, which ascend."""
    found: list[int] = []
    start, line = 0, 1
    for piece in _text(path, silent)[0]:
        inside = 0
        while len(found) < len(places) and places[len(found)] < start + len(piece):
            until = places[len(found)] - start
            line += piece.count(b"\n", inside, until)
            inside = until
            found.append(line)
        if len(found) == len(places):
            break
        line += piece.count(b"\n", inside)
        start += len(piece)
    return found


def _text(path: Path, progress: Progress) -> tuple[Iterator[bytes], str | None]:
    """Return the bytes that the parser is to see, and their encoding if the file lies about it.

    Encodings that the parser does not know are recoded to UTF-8.
    """
    pieces = chunks(path, progress)
    first = next(pieces, b"")
    if first.removeprefix(b"\xef\xbb\xbf").strip(BLANK)[:1] not in (b"", b"<", *WIDE_BEGIN):
        raise _not_xml(path)
    whole = chain((first,), pieces)
    declared = MULTIBYTE.search(first[:200])
    encoding = "utf-16" if first.startswith(WIDE) else declared and declared[1].decode()
    return (recoded(whole, encoding), "utf-8") if encoding else (whole, None)


def _parse(path: Path, handlers: Handlers, progress: Progress) -> None:
    pieces, encoding = _text(path, progress)
    parser = expat.ParserCreate(encoding)
    handlers.attach(parser)
    feed = Feed(parser, handlers)
    try:
        for piece in whole_traces(pieces):
            feed.add(piece)
        feed.finish()
    except expat.ExpatError as error:
        line = error.lineno + feed.lines
        if error.code == NO_ELEMENT and not handlers.is_log and not feed.piece.strip(BLANK):
            raise empty(path) from error
        if error.code == INVALID_TOKEN and not _is_utf8(feed.piece):
            raise _undeclared(path, line) from error
        raise _broken(path, error, line) from error
    except UnicodeDecodeError as error:
        raise _undecodable(path, error) from error


def _is_utf8(piece: bytes) -> bool:
    """Tell whether `piece` is UTF-8, but for a sign cut off at its end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def empty(path: Path) -> InputError:
    """Return the error of a log in which nothing happens."""
    return InputError(
        f"{path.name} 中没有任何事件。请检查导出的内容和条件。",
        f"{path.name} holds no events. Check what was exported.",
    )


def _not_xml(path: Path) -> InputError:
    return InputError(
        f"{path.name} 不是 XML（开头不是“<”）。请从流程挖掘工具导出为 XES。",
        f"{path.name} is not XML: it does not begin with “<”. Export the log as XES.",
    )


def _undeclared(path: Path, line: int) -> InputError:
    return InputError(
        f"{path.name} 第 {line} 行的文字不是 UTF-8，文件也没有声明别的编码。请以 UTF-8 重新导出，"
        '或在第一行写明编码，如 <?xml version="1.0" encoding="GB18030"?>。',
        f"The text of {path.name} at line {line} is not UTF-8, and the file declares no other "
        "encoding. Export it again in UTF-8, or declare the encoding in its first line, such as "
        '<?xml version="1.0" encoding="GB18030"?>.',
    )


def _broken(path: Path, error: expat.ExpatError, line: int) -> InputError:
    cause = expat.errors.messages[error.code]
    return InputError(
        f"{path.name} 第 {line} 行不是正确的 XML（{cause}）。"
        "文件可能不完整，请重新导出或下载后再试。",
        f"{path.name} is not well-formed XML at line {line} ({cause}). The file may be cut off; "
        "export or download it again.",
    )


def _undecodable(path: Path, error: UnicodeDecodeError) -> InputError:
    return InputError(
        f"{path.name} 的文字与其声明的编码 {error.encoding} 不符。请以 UTF-8 重新导出。",
        f"The text of {path.name} is not in the encoding it declares ({error.encoding}). "
        "Export it again in UTF-8.",
    )


def _not_xes(path: Path) -> InputError:
    return InputError(
        f"{path.name} 是 XML，但不是 XES：根元素不是 <log>。请从流程挖掘工具导出为 XES。",
        f"{path.name} is XML but not XES: its root is not <log>. Export the log as XES.",
    )
