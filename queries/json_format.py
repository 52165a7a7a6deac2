"""An answer as JSON: the shape that the HTTP API promises."""

from collections.abc import Iterator

import orjson
import pyarrow as pa

from graph.text import Language
from queries.instants import iso, timezone_of
from queries.query import Answer

_CHUNK = 10_000


def to_json(answer: Answer, language: Language = "zh") -> bytes:
    """Return the JSON document; the labels of the columns are in `language`.

    Instants carry the UTC offset of the load, durations are seconds, unknown is null.
    """
    return b"".join(json_chunks(answer, language))


def json_chunks(answer: Answer, language: Language = "zh") -> Iterator[bytes]:
    """Yield the document of ``to_json`` piece by piece."""
    head = {
        "query": answer.query.name,
        "load": answer.load.load_id if answer.load else None,
        "parameters": answer.parameters,
        "columns": [
            {"name": c.name, "type": c.type, "unit": c.unit, "label": c.label.of(language)}
            for c in answer.query.columns
        ],
    }
    yield orjson.dumps(head)[:-1] + b',"rows":['
    for place, rows in enumerate(_texts(answer)):
        yield (b"," if place else b"") + orjson.dumps(rows)[1:-1]
    yield b'],"next":' + orjson.dumps(answer.next) + b"}"


def _texts(answer: Answer) -> Iterator[list[dict[str, object]]]:
    timezone = timezone_of(answer.load)
    for batch in answer.rows.to_batches(max_chunksize=_CHUNK):
        columns = [
            iso(column, timezone) if pa.types.is_timestamp(column.type) else column
            for column in batch.columns
        ]
        yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names).to_pylist()
