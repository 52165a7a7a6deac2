"""The cursor from one page of rows to the next, bound to load, question and parameters."""

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Mapping

from graph.errors import ParameterError

_LAYOUT = struct.Struct(">Q12s")
_LONGEST = 1 << 62
_FREE = ("limit", "after")


def write(offset: int, load_id: str, name: str, parameters: Mapping[str, object]) -> str:
    """Return the cursor that continues at row `offset`."""
    packed = _LAYOUT.pack(offset, _digest(load_id, name, parameters))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(cursor: str | None, load_id: str, name: str, parameters: Mapping[str, object]) -> int:
    """Return the row to continue at; 0 without a cursor.

    Raises `ParameterError` for a cursor of another load, question or parameters (``limit`` may
    change from page to page).
    """
    if cursor is None:
        return 0
    try:
        offset, digest = _LAYOUT.unpack(base64.b64decode(cursor + "=", b"-_", validate=True))
    except (binascii.Error, struct.error, ValueError) as cause:
        raise _refused(cursor) from cause
    if digest != _digest(load_id, name, parameters) or offset > _LONGEST:
        raise _refused(cursor)
    return int(offset)


def _digest(load_id: str, name: str, parameters: Mapping[str, object]) -> bytes:
    bound = {key: value for key, value in parameters.items() if key not in _FREE}
    text = json.dumps([load_id, name, bound], sort_keys=True)
    return hashlib.sha256(text.encode()).digest()[:12]


def _refused(cursor: str) -> ParameterError:
    return ParameterError(
        f"游标 {cursor!r} 不属于这次查询（批次、查询或参数已变）。请从第一页重新开始。",
        f"The cursor {cursor!r} is not of this question: load, query or parameters differ. "
        "Start again from the first page.",
        "after",
    )
