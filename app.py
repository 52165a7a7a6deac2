"""Settings, the web application and the command line: the only file that knows every part."""

import json
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

import click

from graph.errors import (
    BrokenLoadError,
    InputError,
    NoActiveLoadError,
    QueryError,
    SettingsError,
    StoreBusyError,
    StoreUnavailableError,
    XietuError,
)
from graph.load import Load
from graph.text import Language, Text

if TYPE_CHECKING:
    import pyarrow as pa
    from flask import Flask
    from rich.console import Console
    from sqlalchemy.engine import Engine

    from graph.evaluation.figures import Oversight
    from graph.evaluation.releases import Release
    from graph.evaluation.rounds import Rounds
    from graph.local_store import LocalStore
    from graph.neo4j_store import Neo4jStore
    from web.parts import Parts

# Heavy parts (pandas, DuckDB, Flask) are imported where they are used: `xietu --help` is quick.


@dataclass(frozen=True)
class Settings:
    """What can be set from outside; each value comes from the environment, or is the default."""

    home: Path  # XIETU_HOME: the folder of all state; default: the user data folder
    port: int = 8460  # XIETU_PORT: where `serve` and `demo` listen
    listen: str = "127.0.0.1"  # XIETU_LISTEN: on which address; another one only in a container
    language: Language = "zh"  # XIETU_LANG: zh or en, for the terminal
    max_upload_bytes: int = 200 * 1024 * 1024  # XIETU_MAX_UPLOAD_BYTES
    database_url: str = ""  # XIETU_DATABASE_URL: of jobs and ratings; default: SQLite in XIETU_HOME
    neo4j_uri: str = ""  # XIETU_NEO4J_URI: keep loads on this server, as neo4j://HOST:7687
    neo4j_user: str = "neo4j"  # XIETU_NEO4J_USER: who asks it
    neo4j_password: str = field(default="", repr=False)  # XIETU_NEO4J_PASSWORD: of that user
    neo4j_password_file: str = ""  # XIETU_NEO4J_PASSWORD_FILE: a file that holds it instead
    neo4j_database: str = "neo4j"  # XIETU_NEO4J_DATABASE: the database on that server
    neo4j_patience: int = 30  # XIETU_NEO4J_PATIENCE: seconds a question waits for that server

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raise `SettingsError` for a value that cannot be one."""
        from platformdirs import user_data_path

        language = environ.get("XIETU_LANG", "zh")
        if language not in ("zh", "en"):
            raise SettingsError(
                f"XIETU_LANG 只能是 zh 或 en，不能是 {language!r}。",
                f"XIETU_LANG is zh or en, not {language!r}.",
            )
        home = environ.get("XIETU_HOME")
        return cls(
            home=Path(home).expanduser() if home else user_data_path("xietu", appauthor=False),
            port=_whole(environ, "XIETU_PORT", cls.port, 65_535),
            listen=_listen(environ.get("XIETU_LISTEN", cls.listen)),
            language=cast("Language", language),
            max_upload_bytes=_whole(environ, "XIETU_MAX_UPLOAD_BYTES", cls.max_upload_bytes),
            database_url=environ.get("XIETU_DATABASE_URL", ""),
            neo4j_uri=environ.get("XIETU_NEO4J_URI", ""),
            neo4j_user=environ.get("XIETU_NEO4J_USER", cls.neo4j_user),
            neo4j_password=_password(environ),
            neo4j_password_file=environ.get("XIETU_NEO4J_PASSWORD_FILE", ""),
            neo4j_database=environ.get("XIETU_NEO4J_DATABASE", cls.neo4j_database),
            neo4j_patience=_whole(environ, "XIETU_NEO4J_PATIENCE", cls.neo4j_patience, 3600),
        )


def _password(environ: Mapping[str, str]) -> str:
    path = environ.get("XIETU_NEO4J_PASSWORD_FILE")
    if not path:
        return environ.get("XIETU_NEO4J_PASSWORD", "")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"读不出 XIETU_NEO4J_PASSWORD_FILE 指定的文件 {path}。请检查路径和权限。",
            f"The file {path} of XIETU_NEO4J_PASSWORD_FILE cannot be read. See path and rights.",
        ) from error


def _listen(text: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(text))
    except ValueError as error:
        raise SettingsError(
            f"XIETU_LISTEN 须为 IP 地址，不能是 {text!r}。",
            f"XIETU_LISTEN is an IP address, not {text!r}.",
        ) from error


def _whole(environ: Mapping[str, str], name: str, default: int, most: int = 2**40) -> int:
    text = environ.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise SettingsError(
            f"{name} 须为 1 到 {most} 的整数，不能是 {text!r}。",
            f"{name} is a whole number from 1 to {most}, not {text!r}.",
        )
    return int(text)


# --- the parts, put together ------------------------------------------------------------------


def create_app() -> "Flask":
    """Return the web application over the store in ``XIETU_HOME``."""
    from loaders.template import template_bytes
    from web.jobs.queue import Jobs
    from web.jobs.worker_process import starter
    from web.site import Parts, SiteSettings, make_site

    settings = Settings.from_environment()
    store = store_of(settings)
    jobs = Jobs(open_database(settings), settings.home)
    home = {"XIETU_HOME": str(settings.home.absolute())}
    start = starter([sys.executable, __file__, "run-jobs"], {**os.environ, **home})
    site = SiteSettings(
        secret_key=_secret_key(settings.home),
        max_upload_bytes=settings.max_upload_bytes,
        release=version("xietu"),
    )
    if jobs.open() and not jobs.is_worked_on():  # they were left when the machine went down
        start(True)
    made_of = Parts(store, jobs, start, template_bytes, site)
    department = os.environ.get("XIETU_AS_DEPARTMENT")
    if department is not None:
        return _department_site(made_of, department)
    return make_site(made_of)


def _department_site(made_of: "Parts", department: str) -> "Flask":
    """Return the site of one department, which must have been in some round."""
    from graph.evaluation.rounds import Rounds
    from web.evaluation.department_site import make_department_site

    return make_department_site(made_of, department, Rounds(made_of.store))


def served_app() -> "Flask":
    """Return the application of a server; it gets the first pages of a large load ready meanwhile.

    Else the first to come waits for them where the load was not made by `xietu load`.
    """
    app = create_app()
    Thread(target=_warm_meanwhile, args=(app,), daemon=True).start()
    return app


def _warm_meanwhile(app: "Flask") -> None:
    from web.warm import warm

    with suppress(XietuError):  # it is told on every page
        if store_of(Settings.from_environment()).load().rows["steps"] >= MANY:
            warm(app)


def open_database(settings: Settings) -> "Engine":
    """Return the database of jobs and ratings, brought up to date."""
    from graph import database

    return database.open_database(settings.home, settings.database_url)


def open_store(home: Path, database_url: str = "") -> "LocalStore":
    """Return the store in the folder `home`, which is made if it is not there."""
    from graph.local_store import LocalStore

    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"不能建立数据文件夹 {home}：{error.strerror}。请用 --home 或 XIETU_HOME 另选一个。",
            f"The folder {home} cannot be made: {error.strerror}. Choose another by --home or "
            "XIETU_HOME.",
        ) from error
    return LocalStore(home, database_url)


def store_of(settings: Settings, choice: str | None = None) -> "LocalStore | Neo4jStore":
    """Return the store chosen by name, else the Neo4j server where there is one in the settings."""
    local = open_store(settings.home, settings.database_url)
    if choice == "local" or (choice is None and not settings.neo4j_uri):
        return local
    return server_store(settings)


def server_store(settings: Settings) -> "Neo4jStore":
    """Return the store on the Neo4j server of the settings."""
    from graph.neo4j_server import Neo4jAddress, Neo4jServer
    from graph.neo4j_store import Neo4jStore

    if not settings.neo4j_uri:
        raise SettingsError(
            "没有设置 Neo4j 服务器。请设置 XIETU_NEO4J_URI（如 neo4j://主机:7687）、"
            "XIETU_NEO4J_USER 和 XIETU_NEO4J_PASSWORD。",
            "No Neo4j server is set. Set XIETU_NEO4J_URI (as neo4j://HOST:7687), "
            "XIETU_NEO4J_USER and XIETU_NEO4J_PASSWORD.",
        )
    address = Neo4jAddress(
        settings.neo4j_uri,
        settings.neo4j_user,
        settings.neo4j_password,
        settings.neo4j_database,
        settings.neo4j_patience,
    )
    server = Neo4jServer(address)
    if context := click.get_current_context(silent=True):
        context.call_on_close(server.close)
    return Neo4jStore(server, settings.home, settings.database_url)


def _secret_key(home: Path) -> str:
    """Return the key that signs cookies, made at the first start and readable by its owner only."""
    path = home / "secret_key"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text("ascii")


# --- the command line -------------------------------------------------------------------------


class Commands(click.Group):
    """The commands; an error raised on purpose becomes a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command: 1 refused input, 2 wrong usage, 3 the store does not work."""
        try:
            return super().invoke(ctx)
        except XietuError as error:
            click.echo(error.text.of(_language()), err=True)
            sys.exit(_exit_code(error))


def _exit_code(error: XietuError) -> int:
    if isinstance(error, QueryError | SettingsError):
        return 2
    if isinstance(error, StoreUnavailableError | StoreBusyError | BrokenLoadError):
        return 3
    return 1


def _language() -> Language:
    return "en" if os.environ.get("XIETU_LANG") == "en" else "zh"


def _say(zh: str, en: str) -> None:
    click.echo(Text(zh, en).of(_language()))


def _confirm(asked: Text, yes: bool) -> None:
    """Ask, unless the answer was given beforehand; end the command where it is no."""
    if not yes:
        click.confirm(asked.of(_language()), abort=True)


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="数据文件夹 | folder of all state")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 | language of the terminal")
@click.version_option(package_name="xietu")
@click.pass_context
def main(context: click.Context, home: Path | None, lang: str | None) -> None:
    """协图：看清部门之间的审批堵点 | See where approvals wait between departments."""
    if home:
        os.environ["XIETU_HOME"] = str(home.expanduser().absolute())
    if lang:
        os.environ["XIETU_LANG"] = lang
    context.obj = Settings.from_environment()


_store_option = click.option(
    "--store",
    type=click.Choice(["local", "neo4j"]),
    help="用哪个库，缺省：设了 XIETU_NEO4J_URI 则 neo4j | which store; default: neo4j where "
    "XIETU_NEO4J_URI is set",
)

_COLUMNS = {
    "department": "部门列 | column of the department (XES: attribute; default org:group)",
    "person": "经办人列 | column of the person (XES default org:resource)",
    "item": "事项列 | column of the item; default: one item for the whole log",
    "case": "办件列 | column of the case",
    "activity": "环节列 | column of the activity",
    "start": "开始时间列 | column of the start",
    "end": "结束时间列 | column of the end, or of the only time",
}


def _input_options(command: Any) -> Any:
    """Add the options that say how an input is read."""
    options = [click.option(f"--{name}", metavar="COLUMN", help=h) for name, h in _COLUMNS.items()]
    options += [
        click.option(
            "--missing",
            multiple=True,
            metavar="VALUE",
            help="表示未登记的文字 | text that means nobody",
        ),
        click.option(
            "--final",
            multiple=True,
            metavar="ACTIVITY",
            help="办结环节 | activity that closes a case",
        ),
        click.option(
            "--calendar", default="china", show_default=True, help="china, none 或 CSV | or FILE"
        ),
        click.option(
            "--timezone", default="Asia/Shanghai", show_default=True, help="时区 | time zone"
        ),
        click.option(
            "--score-direction",
            type=click.Choice(["high", "low"]),
            help="互评 1—5 分以高为好或以低为好 | which digit of a mutual evaluation is best",
        ),
        click.option(
            "--report",
            type=click.Path(path_type=Path, dir_okay=False),
            help="拒收清单另存 CSV | save the refused rows",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return click.argument("path", type=click.Path(path_type=Path))(command)


@main.command()
@_input_options
@_store_option
@click.option("--strict", is_flag=True, help="有一行被拒就全部不装 | any refused row refuses all")
@click.pass_obj
def load(
    settings: Settings,
    /,
    path: Path,
    strict: bool,
    report: Path | None,
    store: str | None,
    **options: Any,
) -> None:
    """装载文件并启用 | Load PATH (log, workbook or folder of CSV); activate it."""
    from loaders.importing import import_file, options_of
    from loaders.progress_bars import progress_bars

    chosen = store_of(settings, store)
    if report:
        _save(report, b"")  # rather now than when the load is made
    with _refused_as_a_whole(report), progress_bars(_language()) as progress:
        imported = import_file(
            chosen, path, options_of(options, settings.home), strict=strict, progress=progress
        )
    _show_report(imported.counts, imported.notes, imported.refused, report)
    if imported.load is None:
        raise InputError(
            "没有装载：原来启用的批次不变。", "Nothing was loaded; the active load is as before."
        )
    done = imported.load
    if store is None:
        _warm(settings, done)
    _say(
        f"已装载并启用 {done.load_id}：装载 {done.loaded:,} 行，拒收 {done.refused:,} 行。",
        f"Loaded and active: {done.load_id}, {done.loaded:,} rows in, {done.refused:,} refused.",
    )


@main.command()
@_input_options
@click.pass_obj
def check(settings: Settings, /, path: Path, report: Path | None, **options: Any) -> None:
    """只检查不装载 | Read PATH and report; load nothing. Exit 1 on any refused row."""
    from loaders.importing import check_file, options_of
    from loaders.progress_bars import progress_bars

    open_store(settings.home)
    if report:
        _save(report, b"")
    with _refused_as_a_whole(report), progress_bars(_language()) as progress:
        checked = check_file(settings.home, path, options_of(options, settings.home), progress)
    for role, column in dict.fromkeys((*checked.source.mapping, *checked.proposals)):
        _say(f"列：{role} = {column}", f"column: {role} = {column}")
    found = checked.report
    refused = found.refused_table(seen=True)  # to whoever has the file
    _show_report(found.counts_table(), found.notes_table(), refused, report)
    if found.total_refused:
        sys.exit(1)


def _show_report(
    counts: "pa.Table", notes: "pa.Table", refused: "pa.Table", path: Path | None
) -> None:
    from loaders.report_words import print_report

    print_report(_console(), counts, notes, refused, _language())
    if path:
        from web.loads.refused_files import refused_csv

        _save(path, refused_csv(refused, _language()))


@contextmanager
def _refused_as_a_whole(path: Path | None) -> Iterator[None]:
    """Show the report of an input of which nothing is left, and let its error pass on."""
    from loaders.importing import tables_of
    from loaders.report import AllRefusedError

    try:
        yield
    except AllRefusedError as error:
        refused, notes, counts = tables_of(error.report)
        _show_report(counts, notes, refused, path)
        raise


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SettingsError(
            f"不能写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}."
        ) from error


@main.command()
@click.argument("name")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="参数 | a parameter")
@click.option("-f", "form", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table")
@click.option(
    "-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 | write to a file"
)
@_store_option
@click.option("--all", "everything", is_flag=True, help="全部行 | all rows, without limit")
@click.pass_obj
def query(
    settings: Settings,
    name: str,
    parameters: tuple[str, ...],
    form: str,
    out: Path | None,
    everything: bool,
    store: str | None,
) -> None:
    """提问 | Ask a question by NAME (overview, handovers, handoffs, departments, cases...)."""
    from queries.formats import FORMATS, to_table
    from queries.run import run, run_all

    raw = _pairs(parameters)
    chosen = store_of(settings, store)
    answer = run_all(chosen, name, raw) if everything else run(chosen, name, raw)
    if form == "table":
        _console().print(to_table(answer, settings.language))
        if answer.next:
            _say(
                f"共 {answer.total:,} 行；下一页 -p after={answer.next}",
                f"{answer.total:,} rows; next page -p after={answer.next}",
            )
        return
    written = FORMATS[form].write(answer, settings.language)
    if out:
        _save(out, written)
    elif form == "xlsx" and sys.stdout.isatty():
        raise SettingsError(
            "xlsx 不能打印在屏幕上，请加 -o 文件.xlsx。", "Give -o FILE.xlsx for xlsx."
        )
    else:
        sys.stdout.buffer.write(written)


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name in pairs:
            raise click.BadParameter(f"{text!r}: KEY=VALUE, each KEY once", param_hint="-p")
        pairs[name] = value
    return pairs


@main.command()
@click.argument("load_id", metavar="[ID]", required=False)
@click.option("--no-activate", is_flag=True, help="不启用 | do not make it the active load")
@click.pass_obj
def publish(settings: Settings, load_id: str | None, no_activate: bool) -> None:
    """把本机的批次送到 Neo4j | Send load ID (default: the active one) to the Neo4j server.

    断了再运行一次，从断处接着送 | Run it again where it was broken off; it goes on from there.
    """
    from loaders.progress_bars import progress_bars

    local = open_store(settings.home, settings.database_url)
    server = server_store(settings)
    wanted = local.load(load_id).load_id
    unfinished = set(server.broken())
    try:
        with progress_bars(_language()) as progress:
            done = server.publish(local, wanted, activate=not no_activate, progress=progress)
    except KeyboardInterrupt:
        _say(
            "已停下，还没有启用。再运行一次 xietu publish，从断处接着送。",
            "Stopped; nothing is active yet. Run xietu publish again: it goes on from there.",
        )
        raise
    if removed := sorted(unfinished - {*server.broken(), done.load_id}):
        _say(
            f"已清除以前没有送完的批次：{'、'.join(removed)}。",
            f"Removed what had been sent of other loads: {', '.join(removed)}.",
        )
    _say(
        f"{wanted} 已在 Neo4j 中，编号 {done.load_id}{'，已启用' if done.active else ''}。",
        f"{wanted} is in Neo4j as {done.load_id}{', active' if done.active else ''}.",
    )


@main.command()
@click.option("--activate", metavar="ID", help="改为启用这个批次 | make this load active")
@click.option("--delete", metavar="ID", help="删除 | delete this load")
@click.option("--compare", nargs=2, metavar="ID ID", help="比较两个批次的行数 | compare row counts")
@click.option("--yes", is_flag=True, help="不再确认 | do not ask")
@_store_option
@click.pass_obj
def loads(
    settings: Settings,
    activate: str | None,
    delete: str | None,
    compare: tuple[str, str] | None,
    yes: bool,
    store: str | None,
) -> None:
    """列出、启用、比较、删除批次 | List, activate, compare and delete loads."""
    from graph.store_errors import load_not_found
    from queries.formats import to_table
    from queries.run import run_all

    chosen = store_of(settings, store)
    if activate:
        chosen.activate(activate)
    if delete:
        if delete not in {*(load.load_id for load in chosen.loads()), *chosen.broken()}:
            raise load_not_found(delete)
        if not yes:
            click.confirm(
                Text(f"删除 {delete}？", f"Delete {delete}?").of(settings.language), abort=True
            )
        chosen.delete(delete)
    if compare:
        _compare(chosen.load(compare[0]), chosen.load(compare[1]))
    else:
        _console().print(to_table(run_all(chosen, "loads", {}), settings.language))
        for load_id in chosen.broken():
            _say(
                f"{load_id} 不完整，没有列出。怎么办：xietu doctor",
                f"{load_id} is not whole and not listed. What to do: xietu doctor",
            )


def _compare(first: Load, second: Load) -> None:
    from rich.table import Table

    table = Table("", first.load_id, second.load_id, "±")
    for name in sorted(first.rows.keys() | second.rows.keys()):
        one, two = first.rows.get(name, 0), second.rows.get(name, 0)
        table.add_row(name, f"{one:,}", f"{two:,}", f"{two - one:+,}")
    _console().print(table)


@main.group()
def evaluation() -> None:
    """部门互评：检查、发布、撤回 | Mutual evaluation: check, release, withdraw a round."""


@evaluation.command("check")
@click.argument("round_id", metavar="ROUND")
@click.pass_obj
def evaluation_check(settings: Settings, round_id: str) -> None:
    """发布前：这一期能给出什么，哪些不予显示 | What a round can show, and what is held back."""
    store = store_of(settings)
    _print_answer(settings, store, "evaluation-design", {"round": round_id})
    from graph.evaluation.rounds import Rounds

    rounds, load = Rounds(store), store.load()
    _say_audit(rounds.oversight(load, round_id))
    if release := rounds.releases.current(round_id):
        _say_next(rounds, load, release)


def _say_next(rounds: "Rounds", load: "Load", release: "Release") -> None:
    """Say what the audit of another release of a round finds."""
    from graph.errors import EvaluationError

    one = release.release_id
    _say(f"以上是已发布的 {one}。再次发布：", f"This is {one}, as released. Released again:")
    try:
        if rounds.has_news(load, release.round_id):
            _say_audit(rounds.draft(load, release.round_id)[0])
        else:
            _say("没有可以发布的新内容。", "There is nothing new to release.")
    except EvaluationError as error:
        _say(error.text.zh, error.text.en)


@evaluation.command("release")
@click.argument("round_id", metavar="ROUND")
@click.option("--yes", is_flag=True, help="不再确认 | do not ask")
@click.option("--closed", is_flag=True, help="评分已收齐 | all ratings are in")
@click.pass_obj
def evaluation_release(settings: Settings, round_id: str, yes: bool, closed: bool) -> None:
    """审查并发布一期：数字从此冻结 | Audit a round and release it; its figures are frozen."""
    from graph.evaluation.rounds import Rounds
    from queries.evaluation_cautions import refuse_unfinished

    store = store_of(settings)
    rounds, load = Rounds(store), store.load()
    report = rounds.draft(load, round_id)[0]
    _say_audit(report)
    if yes and not closed:
        refuse_unfinished(
            report,
            Text("评分已收齐的，请加 --closed。", "Add --closed if all ratings are in."),
        )
    asked = Text("发布后数字冻结，部门可以看到。现在发布？", "Release and freeze it now?")
    if report.round.is_unfinished and not closed:
        asked = Text(
            "评价期还没有结束。评分已经收齐，发布后数字冻结，部门可以看到。现在发布？",
            "The period is not over. Are all ratings in, to be released and frozen now?",
        )
    _confirm(asked, yes)
    done = rounds.release(load, round_id, who="cli")
    _say(f"已发布 {done.release_id}。", f"{done.release_id} is released.")


@evaluation.command("withdraw")
@click.argument("round_id", metavar="ROUND")
@click.option("--yes", is_flag=True, help="不再确认 | do not ask")
@click.pass_obj
def evaluation_withdraw(settings: Settings, round_id: str, yes: bool) -> None:
    """撤回一期的发布 | Withdraw the release of a round."""
    from graph.evaluation.rounds import Rounds

    rounds = Rounds(store_of(settings))
    if rounds.releases.current(round_id):
        asked = Text(
            "撤回后部门不再能看到；已经交给部门的文件收不回来。现在撤回？",
            "Departments no longer see it; files handed out stay with them. Withdraw it now?",
        )
        _confirm(asked, yes)
    done = rounds.withdraw(round_id, who="cli")
    _say(f"已撤回 {done.release_id}。", f"{done.release_id} is withdrawn.")


@evaluation.command("log")
@click.argument("round_id", metavar="ROUND")
@click.pass_obj
def evaluation_log(settings: Settings, round_id: str) -> None:
    """一期做过什么 | What was done with a round."""
    from graph.evaluation.rounds import Rounds
    from queries.evaluations import DEEDS, STATES
    from web.figures import instant

    for each in Rounds(store_of(settings)).log(round_id):
        done = DEEDS[each.action].of(_language())
        release = each.release_id or STATES["draft"].of(_language())
        click.echo(f"{instant(each.at)} {done} {release} {each.who}")


@evaluation.command("rules")
@click.pass_obj
def evaluation_rules(settings: Settings) -> None:
    """正在生效的阈值和出处 | The thresholds in force, each with its source."""
    from dataclasses import fields

    from graph.evaluation.rules import FILE, Rules

    rules = Rules.of(settings.home)
    for each in fields(rules):
        value, words = getattr(rules, each.name), each.metadata["text"]
        source = each.metadata["source"].of(_language())
        mark = "" if value == each.default else f" ({each.default})"
        click.echo(f"{each.name} = {value}{mark}  # {words.of(_language())} [{source}]")
    _say(f"在 {settings.home / FILE} 中设置。", f"Set them in {settings.home / FILE}.")


def _say_audit(report: "Oversight") -> None:
    from queries.evaluation_cautions import cautions

    audit = report.audit
    _say(
        f"审查：{audit.figures} 个得分，{audit.few} 个评价部门不足，{audit.protected} 个为保护评价"
        f"部门不予显示，{audit.changes_withheld} 个变化不予显示。",
        f"Audit: {audit.figures} scores, {audit.few} with too few raters, {audit.protected} held "
        f"back to protect the raters, {audit.changes_withheld} changes withheld.",
    )
    for each in cautions(report):
        _say(each.zh, each.en)


def _print_answer(settings: Settings, store: Any, name: str, raw: dict[str, str]) -> None:
    from queries.formats import to_table
    from queries.run import run_all

    _console().print(to_table(run_all(store, name, raw), settings.language))


@main.group()
def report() -> None:
    """生成报告文件 | Write reports as files."""


@report.command("evaluation")
@click.option("--round", "round_id", required=True, help="互评批次 | the round")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def report_evaluation(settings: Settings, round_id: str, out: Path) -> None:
    """已发布一期的报告：每部门一个文件夹 | The reports of a released round, a folder for each."""
    from graph.evaluation.rounds import Rounds
    from loaders.progress_bars import progress_bars
    from web.evaluation.delivery import deliver

    rounds = Rounds(store_of(settings))
    found, documents = rounds.delivery(round_id, "cli")
    with progress_bars(_language()) as progress:
        stage = Text("写入报告", "Writing reports").of(_language())
        done = deliver(
            found, documents, out, settings.language,
            lambda done, total, _: progress(stage, done, total),
        )  # fmt: skip
    rounds.delivered(round_id, "cli")
    _say(f"{len(done)} 个文件已写入 {out}。", f"{len(done)} files are in {out}.")


@main.command("run-jobs", hidden=True)
@click.pass_obj
def run_jobs(settings: Settings) -> None:
    """装载排队的上传文件 | Import the uploaded files that wait; started by the server."""
    from functools import partial

    from loaders.importing import columns_of_upload, import_upload
    from web.jobs import worker
    from web.jobs.work import Work

    store = store_of(settings)
    work = Work(open_database(settings), settings.home)
    importer, columns = partial(import_upload, store), partial(columns_of_upload, settings.home)
    worker.run_jobs(worker.Tools(work, store, importer, columns))
    with suppress(NoActiveLoadError):
        _warm(settings, store.load())


MANY = 20_000  # steps; of fewer every page is quick


def _warm(settings: Settings, load: Load) -> None:
    """Answer what the first pages of a large load ask, before somebody waits for it."""
    from web.warm import warm

    if load.rows["steps"] >= MANY:
        os.environ["XIETU_HOME"] = str(settings.home)
        warm(create_app())


@main.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="端口 | port on 127.0.0.1")
@click.option(
    "--as-department",
    metavar="ID",
    help="只给这家部门看它自己的互评报告 | only the evaluation reports of this department",
)
@click.pass_obj
def serve(settings: Settings, port: int | None, as_department: str | None) -> None:
    """启动网页 | Serve the pages and the API on 127.0.0.1."""
    if as_department:
        os.environ["XIETU_AS_DEPARTMENT"] = as_department
    _serve(settings.home, port or settings.port, settings.listen)


STOPPING = 10  # seconds that a server process has to end; one just started anew may not hear


def _serve(home: Path, port: int, listen: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    open_store(home)
    _require_free(port, listen)
    os.environ["XIETU_HOME"] = str(home)
    _say(
        f"协图在 http://127.0.0.1:{port}/ ，按 Ctrl-C 停止。",
        f"Xietu is at http://127.0.0.1:{port}/ ; Ctrl-C stops it.",
    )
    # Threads live long: each has connections of its own, and ends of threads have crashed Python.
    Granian(
        "app:served_app", address=listen, port=port, interface=Interfaces.WSGI, factory=True,
        blocking_threads=8, blocking_threads_idle_timeout=600, websockets=False,
        log_enabled=False, respawn_failed_workers=True, workers_kill_timeout=STOPPING,
    ).serve()  # fmt: skip


def _require_free(port: int, listen: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in listen else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError as error:
            raise SettingsError(
                f"端口 {port} 已被占用。请停掉占用它的程序，或用 --port 另选。",
                f"Port {port} is in use. Stop what uses it or choose another --port (XIETU_PORT).",
            ) from error


@main.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="端口 | port on 127.0.0.1")
@click.pass_obj
def demo(settings: Settings, port: int | None) -> None:
    """用合成城市演示 | Make and load the synthetic city once, then serve it."""
    home = settings.home if "XIETU_HOME" in os.environ else Path(__file__).parent / ".demo"
    os.environ.pop("XIETU_NEO4J_URI", None)  # the city is no load of theirs
    store = open_store(home, settings.database_url)
    if not any(load.active for load in store.loads()):
        from loaders.importing import import_file, options_of
        from loaders.progress_bars import progress_bars
        from loaders.sample_city import generate

        city = home / "合成数据"
        shutil.rmtree(city, ignore_errors=True)
        _say("正在生成并装载合成城市……", "Making and loading the synthetic city...")
        generate(city)
        with progress_bars(_language()) as progress:
            import_file(store, city, options_of({}, home), progress=progress)
        _warm(replace(settings, home=home), store.load())
    _serve(home, port or settings.port, settings.listen)


@main.command("sample-city")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=20220831, show_default=True)
@click.option(
    "--scale",
    type=click.Choice(["small", "default", "large"]),
    default="default",
    show_default=True,
    help="办件数：600、6000、60000 | cases: 600, 6,000, 60,000",
)
@click.option(
    "--effect",
    default=3.0,
    show_default=True,
    help="堵点大小，1 为无 | size of the plants; 1: none",
)
@click.option(
    "--plants", type=click.Choice(["fixed", "random"]), default="fixed", show_default=True
)
@click.option(
    "--dirt",
    default=0.0,
    show_default=True,
    help="另写带错误的副本，每类错误占的比例，如 0.02 | also write copies with errors, as 0.02",
)
@click.option(
    "--mesh",
    is_flag=True,
    help="16 个部门两两互评 | sixteen departments rate each other, not only the bureau",
)
def sample_city(out: Path, **arguments: Any) -> None:
    """生成合成城市 | Write a synthetic city (CSV, workbook, truth.json) into OUT."""
    from loaders.sample_city import generate

    generate(out, **arguments)
    _say(f"合成数据已写入 {out}。", f"Synthetic data are in {out}.")


@main.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def template(out: Path) -> None:
    """空白填报表 | Write the blank workbook to OUT (.xlsx)."""
    from loaders.template import write_template

    write_template(out)
    _say(f"空白填报表已写入 {out}。", f"The blank workbook is {out}.")


@main.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def doctor(settings: Settings, as_json: bool) -> None:
    """体检 | Say what is there and what is missing. Exit 1 if anything is wrong."""
    findings = list(_examine(settings))
    if as_json:
        click.echo(json.dumps([{"ok": ok, "what": text.en} for ok, text in findings]))
    else:
        for ok, text in findings:
            click.echo(f"{'✓' if ok else '✗'} {text.of(settings.language)}")
    if not all(ok for ok, _ in findings):
        sys.exit(1)


def _examine(settings: Settings) -> Iterator[tuple[bool, Text]]:
    from graph.health import examine_calendar, examine_server, examine_store

    release, python = version("xietu"), sys.version.split()[0]
    yield True, Text(f"协图 {release}，Python {python}", f"Xietu {release}, Python {python}")
    catalogue = Path(__file__).parent / "web/translations/en/LC_MESSAGES/messages.mo"
    if catalogue.is_file():
        yield True, Text("英文界面", "English pages")
    else:
        yield False, Text("英文界面缺失，请重新安装", "no English pages; install again")
    if (Path(__file__).parent / "web/static/dist/manifest.json").is_file():
        yield True, Text("前端已构建", "front end built")
    else:
        yield (
            False,
            Text(
                "前端未构建，页面没有图，请重新安装",
                "front end not built, no charts; install again",
            ),
        )
    yield examine_calendar(date.today())  # noqa: DTZ011 - the day on the wall
    yield from examine_store(open_store(settings.home))
    if settings.neo4j_uri:
        yield from examine_server(server_store(settings))


if __name__ == "__main__":
    main()
