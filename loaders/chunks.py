"""The bytes of a file, unpacked and in UTF-8, piece by piece."""

import codecs
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from graph.errors import InputError
from graph.progress import Progress, silent

CHUNK = 1 << 16
LARGEST = 50 << 30
"""Bytes to which a packed file may unpack."""
STEEPEST = 1000
"""How many times its size a packed file may unpack to (a bomb does more, a log 10 to 60)."""
GRACE = 16 << 20
"""Bytes below which the ratio is not looked at."""


def chunks(path: Path, progress: Progress = silent) -> Iterator[bytes]:
    """Yield the bytes of `path`, unpacked where it is gzip whatever its name.

    `progress` is told the bytes of the file itself. Raises `InputError` for a packed file that is
    broken, or that unpacks to more than `LARGEST` bytes or `STEEPEST` times its size.
    """
    total = path.stat().st_size
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        pieces = _unpacked(path, file, total) if packed else _plain(file)
        for piece in pieces:
            yield piece
            progress("unpack", file.tell(), total)


def _plain(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _unpacked(path: Path, file: BinaryIO, size: int) -> Iterator[bytes]:
    done = 0
    try:
        for piece in _plain(cast(BinaryIO, gzip.GzipFile(fileobj=file))):
            done += len(piece)
            if done > LARGEST or (done > GRACE and done > STEEPEST * size):
                raise _bomb(path, done)
            yield piece
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"压缩文件 {path.name} 已损坏或不完整（解压 {done} 字节后出错）。"
            "请重新下载或重新压缩。",
            f"The packed file {path.name} is damaged or cut off (after {done} unpacked bytes). "
            "Download or pack it again.",
        ) from error


def _bomb(path: Path, done: int) -> InputError:
    return InputError(
        f"压缩文件 {path.name} 解压后过大（已超过 {done} 字节，上限 {LARGEST >> 30} GiB "
        f"或压缩大小的 {STEEPEST} 倍），拒绝读取。若确需读取，请先解压。",
        f"The packed file {path.name} unpacks to too much (over {done} bytes; the limit is "
        f"{LARGEST >> 30} GiB or {STEEPEST} times its size). Unpack it first if it is meant.",
    )


def recoded(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield `pieces` of text in `encoding` again in UTF-8; raises `UnicodeDecodeError`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        yield decoder.decode(piece).encode()
    decoder.decode(b"", final=True)
