"""What goes wrong with a Neo4j server, in plain words: what happened and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graph.errors import StoreUnavailableError

if TYPE_CHECKING:
    from graph.neo4j_server import Neo4jAddress


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
