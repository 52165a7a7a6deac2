"""A process that publishes a load, batch by batch, to be killed: ``HOME HOME_OF_SERVER_STORE ID``.

It reads the address from standard input, says each batch on standard output, and goes on only
when it is told so, as it would at any moment of its own.
"""

import json
import sys
from pathlib import Path

from graph import neo4j_rows
from graph.local_store import LocalStore
from graph.neo4j_server import Neo4jAddress, Neo4jServer
from graph.neo4j_store import Neo4jStore

MOST = 140  # rows a batch: the small city has many batches then
KINDS = neo4j_rows.LoadRows.kinds


def small_batches(rows: neo4j_rows.LoadRows) -> dict[str, object]:
    """Return the kinds of rows of a load in small batches."""
    return {kind: (n, min(size, MOST), of) for kind, (n, size, of) in KINDS(rows).items()}


def main(home: str, copies: str, load_id: str) -> None:
    """Publish the load, stopping at each batch."""
    neo4j_rows.LoadRows.kinds = small_batches  # type: ignore[assignment, method-assign]
    server = Neo4jServer(Neo4jAddress(**json.loads(sys.stdin.readline())))

    def progress(stage: str, done: int, total: int | None) -> None:
        print(stage, done, flush=True)
        sys.stdin.readline()

    Neo4jStore(server, Path(copies)).publish(LocalStore(Path(home)), load_id, progress=progress)


if __name__ == "__main__":
    main(*sys.argv[1:])
