"""The connection to a Neo4j server: one driver a process, every error told in plain words."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString
from urllib.parse import urlsplit

from graph.errors import SettingsError, StoreUnavailableError

if TYPE_CHECKING:
    import neo4j

# The driver is imported where it is used: it takes a second that the embedded store need not pay.

OLDEST = (5, 26)
"""The oldest server version on which the statements of `graph.neo4j_cypher` run."""

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
CONNECTION_SECONDS = 5.0
RETRY_SECONDS = 5.0
QUERY_SECONDS = 60.0
_UNHEARD = logging.NullHandler()
"""For what the driver logs: every error is told by `explained`, and only once."""


@dataclass(frozen=True, slots=True)
class Neo4jAddress:
    """Where the server is and who asks; the password is never shown."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"


class Neo4jServer:
    """A server that may go away and come back; the driver connects again by itself."""

    def __init__(self, address: Neo4jAddress) -> None:
        check_uri(address.uri)
        self.address = address
        self._lock = threading.Lock()
        self._driver: neo4j.Driver | None = None
        self._is_known_good = False

    def read(self, cypher: LiteralString, **parameters: Any) -> list[list[Any]]:
        """Return the rows of a statement that changes nothing."""
        import neo4j

        with self._explained():
            result = self._ready().execute_query(
                neo4j.Query(cypher, timeout=QUERY_SECONDS),
                parameters,
                database_=self.address.database,
                routing_=neo4j.RoutingControl.READ,
            )
        return [record.values() for record in result.records]

    def write(self, cypher: LiteralString, **parameters: Any) -> list[list[Any]]:
        """Run one statement in a transaction of its own and return its rows."""
        with self._explained():
            result = self._ready().execute_query(
                cypher, parameters, database_=self.address.database
            )
        return [record.values() for record in result.records]

    def run_in_batches(self, cypher: LiteralString, **parameters: Any) -> None:
        """Run a statement that commits by itself (``CALL {} IN TRANSACTIONS``)."""
        with self._explained():
            driver = self._ready()
            with driver.session(database=self.address.database) as session:
                session.run(cypher, parameters).consume()

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

        That fails at once where the driver would try anew for `RETRY_SECONDS`.
        """
        try:
            with explained(self.address):
                yield
        except StoreUnavailableError as error:
            if type(error.__cause__).__name__ in ("ServiceUnavailable", "SessionExpired"):
                self._is_known_good = False
            raise

    def _ready(self) -> neo4j.Driver:
        """Return the driver once the server has answered and is new enough."""
        with self._lock:
            if self._driver is None:
                self._driver = self._connect()
            if not self._is_known_good:
                agent = self._driver.get_server_info().agent
                check_version(agent)
                self._is_known_good = True
            return self._driver

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


@contextmanager
def explained(address: Neo4jAddress) -> Iterator[None]:
    """Turn every error of the driver into one that says what to do."""
    from neo4j import exceptions

    try:
        yield
    except exceptions.Neo4jError as error:
        raise _of_server(error, address) from error
    except (exceptions.DriverError, OSError) as error:
        raise StoreUnavailableError(
            f"Neo4j 没有应答：{address.uri}（{_first(error)}）。请看服务器是否在运行、"
            "XIETU_NEO4J_URI 是否正确；恢复后不用重启协图。",
            f"Neo4j does not answer: {address.uri} ({_first(error)}). See whether the server runs "
            "and XIETU_NEO4J_URI is right; when it is back, Xietu need not be restarted.",
        ) from error


class AlreadyThereError(StoreUnavailableError):
    """What is to be written once is there already."""


def _of_server(error: Any, address: Neo4jAddress) -> StoreUnavailableError:
    code = str(getattr(error, "code", "") or "")
    if "ConstraintValidationFailed" in code:
        return AlreadyThereError(
            f"Neo4j 中已有同样的行：{_first(error)}。原来的批次不变。请再装载一次。",
            f"Neo4j has such a row already: {_first(error)}. The loads are as before. Load again.",
        )
    for part, (zh, en) in _ADVICE.items():
        if part in code:
            return StoreUnavailableError(
                zh.format(address=address, why=_first(error)),
                en.format(address=address, why=_first(error)),
            )
    return StoreUnavailableError(
        f"Neo4j 报告错误：{code} {_first(error)}。原来的批次不变。请看服务器的日志。",
        f"Neo4j reports an error: {code} {_first(error)}. The loads are as before. "
        "See the log of the server.",
    )


_ADVICE = {
    "Security.Unauthorized": (
        "Neo4j 不接受用户 {address.user} 的密码。请检查 XIETU_NEO4J_USER 和 XIETU_NEO4J_PASSWORD。",
        "Neo4j refuses the password of user {address.user}. Check XIETU_NEO4J_USER and "
        "XIETU_NEO4J_PASSWORD.",
    ),
    "Security.AuthenticationRateLimit": (
        "Neo4j 因多次密码错误暂时锁定了用户 {address.user}。请稍候，并检查 XIETU_NEO4J_PASSWORD。",
        "Neo4j has locked user {address.user} after several wrong passwords. Wait a little and "
        "check XIETU_NEO4J_PASSWORD.",
    ),
    "Security.Forbidden": (
        "Neo4j 用户 {address.user} 没有所需的权限：{why}。请换一个能读写的用户。",
        "The Neo4j user {address.user} lacks a right: {why}. Use one that may read and write.",
    ),
    "Database.DatabaseNotFound": (
        "Neo4j 没有数据库 {address.database}。请检查 XIETU_NEO4J_DATABASE。",
        "Neo4j has no database {address.database}. Check XIETU_NEO4J_DATABASE.",
    ),
    "OnReadOnly": (  # ForbiddenOnReadOnlyDatabase, WriteOnReadOnlyAccessDatabase
        "Neo4j 数据库 {address.database} 是只读的，什么也没有写入。请改为可写，或换一个数据库。",
        "The Neo4j database {address.database} is read-only; nothing was written. Make it "
        "writable or choose another.",
    ),
    "NotALeader": (
        "Neo4j 的这台服务器只读，什么也没有写入。请用 neo4j:// 地址连接集群。",
        "This server of Neo4j only reads; nothing was written. Connect to the cluster by a "
        "neo4j:// address.",
    ),
    "TransactionTimedOut": (
        "Neo4j 用时太长，已中断。请缩小范围再试，或看服务器是否太忙。",
        "Neo4j took too long and was stopped. Ask for less, or see whether the server is busy.",
    ),
    "DatabaseError.Transaction": (  # what a full disk gives, at whatever file it is noticed
        "Neo4j 写不进自己的文件：{why}。请看服务器的磁盘空间和日志，腾出空间后重启 Neo4j。",
        "Neo4j cannot write its own files: {why}. See the disk space and the log of the server, "
        "make room and restart Neo4j.",
    ),
    "OutOfMemory": (
        "Neo4j 内存不足：{why}。请增大服务器的内存设置。",
        "Neo4j is out of memory: {why}. Give the server more.",
    ),
}


def _first(error: BaseException) -> str:
    """Return the first line of what an error says, without addresses told twice and a last stop."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return line.partition(" (resolved to")[0].rstrip(" .:")[:200]
