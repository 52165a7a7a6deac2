"""The connection to a Neo4j server: one driver a process, every error told in plain words."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, LiteralString
from urllib.parse import urlsplit

from graph.errors import SettingsError, StoreUnavailableError
from graph.neo4j_errors import explained
from graph.neo4j_patience import within

if TYPE_CHECKING:
    from collections.abc import Callable

    import neo4j

# The driver is imported where it is used: it takes a time that the embedded store need not pay.

OLDEST = (5, 26)
"""The oldest server version on which the statements of `graph.neo4j_cypher` run."""

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
CONNECTION_SECONDS = 5.0
RETRY_SECONDS = 5.0
QUERY_SECONDS = 60.0
PATIENCE_SECONDS = 30.0
"""How long a question waits for a word of a server that may be frozen."""
ROWS_AT_ONCE = 1000
_UNHEARD = logging.NullHandler()
"""For what the driver logs: every error is told by `explained`, and only once."""


@dataclass(frozen=True, slots=True)
class Neo4jAddress:
    """Where the server is and who asks; the password is never shown."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"
    patience: float = PATIENCE_SECONDS


class Neo4jServer:
    """A server that may go away and come back; the driver connects again by itself."""

    def __init__(self, address: Neo4jAddress) -> None:
        check_uri(address.uri)
        _import_driver()
        self.address = address
        self._lock = threading.Lock()
        self._driver: neo4j.Driver | None = None
        self._is_known_good = False

    def read(self, cypher: LiteralString, **parameters: Any) -> list[list[Any]]:
        """Return the rows of a statement that changes nothing.

        The server is told to end it before the patience with a server that says nothing ends.
        """
        import neo4j

        patience = self.address.patience
        query = neo4j.Query(cypher, timeout=min(QUERY_SECONDS, 0.8 * patience))

        def work(heard: Callable[[], None]) -> list[list[Any]]:
            return self._ready().execute_query(
                query,
                parameters,
                database_=self.address.database,
                routing_=neo4j.RoutingControl.READ,
                result_transformer_=lambda result: _rows(result, heard),
            )

        with self._explained():
            return within(patience, work)

    def write(self, cypher: LiteralString, **parameters: Any) -> list[list[Any]]:
        """Run one statement in a transaction of its own and return its rows."""
        with self._explained():
            result = self._ready().execute_query(
                cypher, parameters, database_=self.address.database
            )
        return [record.values() for record in result.records]

    def run_in_batches(self, cypher: LiteralString, **parameters: Any) -> None:
        """Run a statement that commits by itself (``CALL {} IN TRANSACTIONS``).

        It may take longer than the server lets a transaction take, which each batch is.
        """
        import neo4j

        endless = neo4j.Query(cypher, timeout=0)
        with self._explained():
            driver = self._ready()
            with driver.session(database=self.address.database) as session:
                session.run(endless, parameters).consume()

    def about(self) -> Mapping[str, str]:
        """Return ``version`` and ``edition`` of the server."""
        found = self.read("CALL dbms.components() YIELD versions, edition RETURN versions, edition")
        return {"version": str(found[0][0][0]), "edition": str(found[0][1])}

    def close(self) -> None:
        """End the connections."""
        with self._lock:
            if self._driver is not None:
                self._driver.close()
            self._driver, self._is_known_good = None, False

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Explain errors; a server that went away is asked whether it is back before all else.

        That fails at once where the driver would try anew for `RETRY_SECONDS`. Where a statement
        is interrupted from the keyboard, the driver says at times that it cannot end it as usual.
        """
        try:
            with explained(self.address):
                yield
        except BaseException as error:
            if _is_interrupted(error):
                self._driver, self._is_known_good = None, False  # it cannot be relied on any more
                raise KeyboardInterrupt from None
            if type(error.__cause__).__name__ in _GONE:
                self._is_known_good = False
            raise

    def _ready(self) -> neo4j.Driver:
        """Return the driver once the server has answered and is new enough.

        Whoever asks waits for the server alone: nobody queues behind a connection that hangs.
        """
        with self._lock:
            driver = self._driver = self._driver or self._connect()
        if not self._is_known_good:
            check_version(driver.get_server_info().agent)
            self._is_known_good = True
        return driver

    def _connect(self) -> neo4j.Driver:
        import neo4j

        logging.getLogger("neo4j").addHandler(_UNHEARD)
        return neo4j.GraphDatabase.driver(
            self.address.uri,
            auth=(self.address.user, self.address.password),
            user_agent="xietu",
            telemetry_disabled=True,
            connection_timeout=CONNECTION_SECONDS,
            connection_acquisition_timeout=2 * CONNECTION_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            keep_alive=True,
            # names that no load has used yet are no mistake
            notifications_disabled_classifications=["UNRECOGNIZED", "SCHEMA"],
        )


def _import_driver() -> None:
    """Import the driver, without pandas unless that is there already.

    It imports pandas, for as long as all else of it takes, only to know values of pandas, which no
    statement here has. Where another thread runs, that may need pandas, it may have it.
    """
    alone = "pandas" not in sys.modules and threading.active_count() == 1
    if alone:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # "not found"
    try:
        import_module("neo4j")
    finally:
        if alone:
            del sys.modules["pandas"]


def _is_interrupted(error: BaseException | None) -> bool:
    """Tell whether an error came up while an interruption from the keyboard was handled."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


_GONE = ("ServiceUnavailable", "SessionExpired", "SilentError")


def _rows(result: neo4j.Result, heard: Callable[[], None]) -> list[list[Any]]:
    """Return the rows as they come."""
    found: list[list[Any]] = []
    while some := result.fetch(ROWS_AT_ONCE):
        heard()
        found += [record.values() for record in some]
    return found


def check_uri(uri: str) -> None:
    """Raise `SettingsError` for an address that no driver understands.

    >>> check_uri("neo4j+s://graph.example:7687")
    >>> check_uri("http://graph.example:7474")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    graph.errors.SettingsError: XIETU_NEO4J_URI 不能用：'http://graph.example:7474'。...
    """
    if _is_uri(uri):
        return
    shown = re.sub("//.*@", "//***@", uri)
    raise SettingsError(
        f"XIETU_NEO4J_URI 不能用：{shown!r}。应如 neo4j://主机:7687 或 bolt://主机:7687，"
        "不带用户和密码。",
        f"XIETU_NEO4J_URI cannot be used: {shown!r}. Write it as neo4j://HOST:7687 or "
        "bolt://HOST:7687, without user and password.",
    )


def _is_uri(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:  # of a port or of an IPv6 address
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and "@" not in uri and port != 0


def check_version(agent: str) -> None:
    """Raise `StoreUnavailableError` unless an agent such as ``Neo4j/5.26.31`` is new enough.

    >>> check_version("Neo4j/5.26.0"), check_version("Neo4j/2026.02.1")
    (None, None)
    >>> check_version("Neo4j/4.4.9")
    Traceback (most recent call last):
    graph.errors.StoreUnavailableError: Neo4j 的版本太旧：Neo4j/4.4.9。请升级到 5.26 或更新的版本。
    """
    name, _, version = agent.partition("/")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if name != "Neo4j" or numbers < OLDEST:
        raise StoreUnavailableError(
            f"Neo4j 的版本太旧：{agent}。请升级到 5.26 或更新的版本。",
            f"The Neo4j server is too old: {agent}. Upgrade it to 5.26 or later.",
        )
