"""What a store says when a load or its files are not as they should be."""

from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import (
    BrokenLoadError,
    LoadNotFoundError,
    OlderLoadError,
    StoreUnavailableError,
)


def broken_load(load_id: str, file: str) -> BrokenLoadError:
    """Return the error for a file of a load that is missing or damaged."""
    return BrokenLoadError(
        f"批次 {load_id} 的文件 {file} 缺失或损坏。请重新装载，或启用另一个批次。",
        f"The file {file} of load {load_id} is missing or damaged. Load again or activate another.",
    )


def load_not_found(load_id: str) -> LoadNotFoundError:
    """Return the error for an id that no load has."""
    return LoadNotFoundError(
        f"没有编号为 {load_id} 的批次。用 xietu loads 查看已有的批次。",
        f"There is no load {load_id}. See xietu loads.",
    )


def older_load(load_id: str) -> OlderLoadError:
    """Return the error for a table that the release which made a load did not derive."""
    return OlderLoadError(
        f"批次 {load_id} 由较早的版本装载，没有分析等待原因。请重新装载原来的文件。",
        f"Load {load_id} was made by an earlier release, without the causes of waiting. "
        "Load its files again.",
    )


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors of files and drivers into one of the store, which is as it was before."""
    import duckdb
    import pyarrow as pa

    try:
        yield
    except (OSError, duckdb.Error, pa.ArrowException) as error:
        first = str(error).splitlines()[0]
        raise StoreUnavailableError(
            f"数据没有写成，原来的批次不变：{first}。请看磁盘空间和文件权限。",
            f"Nothing was written, the loads are as before: {first}. See disk space and rights.",
        ) from error
