"""What a store needs to work, and what of it is missing."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date

from graph.calendars import published_years
from graph.errors import BrokenLoadError, SettingsError, StoreError
from graph.local_store import LocalStore
from graph.neo4j_store import Neo4jStore
from graph.text import Text

Finding = tuple[bool, Text]
"""Whether it is in order, and the words for it."""

MIB = 2**20
ENOUGH = 1024 * MIB


def examine_calendar(today: date) -> Finding:
    """Tell which years of working days are known, and whether `today` is among them."""
    first, last = published_years()
    if today.year <= last:
        return True, Text(f"工作日历 {first}—{last}年", f"working days of {first}-{last}")
    return False, Text(
        f"工作日历只到{last}年，请升级或补录工作日历",
        f"working days end with {last}; upgrade, or add days by --calendar FILE",
    )


def examine_store(store: LocalStore) -> Iterator[Finding]:
    """Tell of the folder, its space, and every load in it."""
    home = store.home
    if os.access(home, os.W_OK):
        yield True, Text(f"数据文件夹 {home}", f"folder {home}")
    else:
        yield (
            False,
            Text(
                f"数据文件夹不可写：{home}，请用 --home 另选",
                f"the folder {home} cannot be written; choose another by --home",
            ),
        )
    free = shutil.disk_usage(home).free
    yield free > ENOUGH, Text(f"剩余空间 {free // MIB:,} MiB", f"{free // MIB:,} MiB free")
    try:
        yield from _examine_loads(store)
    except BrokenLoadError as error:
        yield False, error.text


def examine_server(store: Neo4jStore) -> Iterator[Finding]:
    """Tell of the server, and every load on it."""
    uri = store.server.address.uri
    try:
        about = store.server.about()
        version = f"{about['version']} {about['edition']}"
        yield True, Text(f"Neo4j {version}，{uri}", f"Neo4j {version} at {uri}")
        yield from _examine_loads(store, _sent_in_part)
    except (StoreError, SettingsError) as error:
        yield False, error.text


def _damaged(load_id: str) -> Text:
    return Text(
        f"批次 {load_id} 损坏或不在了：启用另一个，或删除：xietu loads --delete {load_id}",
        f"load {load_id} is damaged or gone: activate another, or delete it by xietu loads",
    )


def _sent_in_part(load_id: str) -> Text:
    return Text(
        f"批次 {load_id} 不完整：正在送，或没有送完、没有删完。再运行一次 xietu publish 或 "
        f"xietu load，或删除：xietu loads --delete {load_id}",
        f"load {load_id} is not whole: being sent, or sent or deleted in part. Run xietu publish "
        f"or xietu load again, or xietu loads --delete {load_id}",
    )


def _examine_loads(
    store: LocalStore | Neo4jStore, words: Callable[[str], Text] = _damaged
) -> Iterator[Finding]:
    loads, broken = store.loads(), store.broken()
    for load_id in broken:
        yield False, words(load_id)
    if not broken and not any(load.active for load in loads):
        yield True, Text("还没有启用的批次：xietu load 文件", "no load is active: xietu load FILE")
    for load in loads:
        name = Text(
            f"批次 {load.load_id}{'（启用）' if load.active else ''} {load.source.name}",
            f"load {load.load_id}{' (active)' if load.active else ''} {load.source.name}",
        )
        damage = store.damage(load.load_id)
        if damage:
            files = ", ".join(damage)
            yield False, Text(f"{name.zh}：文件缺失或损坏：{files}", f"{name.en}: damaged: {files}")
        else:
            yield True, name
