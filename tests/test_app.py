"""The command line as a user runs it, and the server as a program asks it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import app
from graph import durable_files
from graph.errors import SettingsError

LOG = """case,activity,department,person,start,end
1,受理,审批局,p1,2022-05-16 09:00,2022-05-16 10:00
1,审查,住建局,p2,2022-05-16 14:00,2022-05-16 15:00
2,受理,审批局,p1,2022-05-17 09:00,2022-05-17 10:00
2,审查,住建局,p2,2022-05-17 11:00,2022-05-17 12:00
"""
BAD_ROW = "3,受理,审批局,p1,2022-05-17 09:00,2022-05-16 10:00\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, "utf-8")
    return path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XIETU_HOME", "XIETU_LANG", "XIETU_PORT", "XIETU_NEO4J_URI"):
        monkeypatch.setenv(name, "")  # so that what a command sets is undone
        monkeypatch.delenv(name)


def xietu(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app.main, ["--home", str(home), *map(str, words)])


def test_a_log_is_loaded_and_asked(home: Path, log: Path) -> None:
    loaded = xietu(home, "load", log)
    assert loaded.exit_code == 0, loaded.output
    assert "装载 4 行，拒收 0 行" in loaded.output
    asked = xietu(home, "query", "handovers", "-f", "json")
    (row,) = json.loads(asked.output)["rows"]
    assert (row["sender"], row["receiver"], row["handoffs"]) == ("审批局", "住建局", 2)
    assert row["total_wait"] == 5 * 3600


def test_a_refused_row_is_shown_and_the_rest_is_loaded(
    home: Path, log: Path, tmp_path: Path
) -> None:
    log.write_text(LOG + BAD_ROW, "utf-8")
    report = tmp_path / "refused.csv"
    loaded = xietu(home, "load", log, "--report", report)
    assert loaded.exit_code == 0
    assert "拒收 1 行" in loaded.output
    assert report.read_text("utf-8-sig").splitlines()[1].split(",")[:2] == ["log.csv", "6"]


def test_strict_loads_nothing_and_leaves_the_active_load(home: Path, log: Path) -> None:
    xietu(home, "load", log)
    before = app.open_store(home).load()
    log.write_text(LOG + BAD_ROW, "utf-8")
    refused = xietu(home, "load", log, "--strict")
    assert refused.exit_code == 1
    assert "原来启用的批次不变" in refused.output
    assert app.open_store(home).load() == before


def test_check_loads_nothing_and_fails_on_a_refused_row(home: Path, log: Path) -> None:
    good = xietu(home, "check", log)
    assert good.exit_code == 0
    assert "department = department" in good.output
    log.write_text(LOG + BAD_ROW, "utf-8")
    assert xietu(home, "check", log).exit_code == 1
    assert app.open_store(home).loads() == []


def test_an_input_of_which_nothing_can_be_used_is_refused(home: Path, log: Path) -> None:
    log.write_text(LOG.splitlines()[0] + "\n" + BAD_ROW, "utf-8")
    assert xietu(home, "load", log).exit_code == 1
    assert xietu(home, "load", log.with_name("nothing.csv")).exit_code == 1
    assert app.open_store(home).loads() == []
    assert not list(home.glob(".reading-*"))


def test_a_load_whose_summary_is_damaged_can_be_deleted(home: Path, log: Path) -> None:
    assert xietu(home, "load", log).exit_code == 0
    (folder,) = (home / "loads").glob("L*")
    (folder / "manifest.json").write_text("{", "utf-8")

    assert f"{folder.name} 不完整" in xietu(home, "loads").output
    assert xietu(home, "loads", "--delete", "L1", "--yes").exit_code == 1
    assert xietu(home, "loads", "--delete", folder.name, "--yes").exit_code == 0
    assert not folder.exists()


def test_loads_are_listed_activated_compared_and_deleted(home: Path, log: Path) -> None:
    xietu(home, "load", log)
    log.write_text(LOG.rsplit("2,受理", 1)[0], "utf-8")
    xietu(home, "load", log)
    newer, older = (load.load_id for load in app.open_store(home).loads())
    compared = xietu(home, "loads", "--compare", older, newer)
    assert re.search(r"steps\D+4\D+2\D+-2", compared.output), compared.output
    assert xietu(home, "loads", "--activate", older).exit_code == 0
    assert app.open_store(home).load().load_id == older
    assert xietu(home, "loads", "--delete", newer).exit_code == 1  # nobody said yes
    assert xietu(home, "loads", "--delete", newer, "--yes").exit_code == 0
    assert [load.load_id for load in app.open_store(home).loads()] == [older]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_answer_can_be_written_to_a_file(
    home: Path, log: Path, tmp_path: Path, form: str
) -> None:
    xietu(home, "load", log)
    out = tmp_path / f"out.{form}"
    assert xietu(home, "query", "handoffs", "-f", form, "-o", out, "--all").exit_code == 0
    assert out.stat().st_size > 100


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["query", "nonsense"], 2, "nonsense"),
        (["query", "handovers", "-p", "clock"], 2, "KEY=VALUE"),
        (["query", "handovers", "-p", "limit=1", "-p", "limit=2"], 2, "once"),
        (["query", "handovers"], 1, "xietu load"),
        (["loads", "--activate", "L20200101-01"], 1, "L20200101-01"),
        (["load"], 2, "PATH"),
    ],
)
def test_a_mistake_gives_a_message_and_an_exit_code(
    home: Path, words: list[str], code: int, said: str
) -> None:
    result = xietu(home, *words)
    assert result.exit_code == code
    assert said in result.output


def test_a_bad_parameter_is_answered_with_the_accepted_ones(home: Path, log: Path) -> None:
    xietu(home, "load", log)
    result = xietu(home, "query", "handovers", "-p", "clock=sundial")
    assert result.exit_code == 2
    assert "sundial" in result.output
    assert "working、calendar" in result.output


@pytest.mark.parametrize("command", ["load", "check"])
def test_a_report_that_cannot_be_written_is_said_before_anything_is_loaded(
    home: Path, log: Path, command: str
) -> None:
    result = xietu(home, command, log, "--report", log.parent / "nowhere" / "report.csv")
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert app.open_store(home).loads() == []


def test_check_refuses_days_that_no_calendar_knows_as_load_does(home: Path, log: Path) -> None:
    log.write_text(LOG.replace("2022-05-17", "2027-05-17"), "utf-8")
    for command in ("check", "load"):
        result = xietu(home, command, log)
        assert result.exit_code == 1
        assert "2027年放假安排尚未录入" in result.output


def test_an_input_is_not_read_while_another_process_writes(home: Path, log: Path) -> None:
    store = app.open_store(home)
    xietu(home, "load", log)
    with durable_files.locked(store.home / "lock"):
        result = xietu(home, "load", log.with_name("not even there.csv"))
    assert result.exit_code == 3
    assert "另一个进程" in result.output


def test_what_a_killed_reader_left_is_swept_away_and_what_a_living_one_has_is_not(
    home: Path, log: Path
) -> None:
    dead, alive = home / ".reading-dead", home / ".reading-alive"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
    with durable_files.locked(alive / "lock"):
        xietu(home, "load", log)
    assert (dead.exists(), alive.exists()) == (False, True)


def test_messages_come_in_english_too(home: Path, log: Path) -> None:
    result = xietu(home, "--lang", "en", "load", log)
    assert "Loaded and active" in result.output


def test_the_doctor_says_what_is_wrong(home: Path, log: Path) -> None:
    xietu(home, "load", log)
    assert xietu(home, "doctor").exit_code == 0
    (load,) = app.open_store(home).loads()
    (home / "loads" / load.load_id / "steps.parquet").unlink()
    sick = xietu(home, "doctor")
    assert sick.exit_code == 1
    assert "steps" in sick.output


def test_a_broken_load_is_said_to_be_broken(home: Path, log: Path) -> None:
    xietu(home, "load", log)
    (load,) = app.open_store(home).loads()
    for file in (home / "loads" / load.load_id).glob("*.parquet"):
        file.write_bytes(b"PAR1")
    broken = xietu(home, "query", "handovers")
    assert broken.exit_code == 3
    assert load.load_id in broken.output


def test_the_blank_workbook_and_the_city_are_written(home: Path, tmp_path: Path) -> None:
    assert xietu(home, "template", tmp_path / "blank.xlsx").exit_code == 0
    assert xietu(home, "sample-city", tmp_path / "city", "--scale", "small").exit_code == 0
    assert (tmp_path / "city/truth.json").is_file()


def test_a_home_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = xietu(tmp_path / "file" / "home", "loads")
    assert result.exit_code == 2
    assert "--home" in result.output


def test_settings_come_from_the_environment_and_bad_ones_are_refused(tmp_path: Path) -> None:
    settings = app.Settings.from_environment({"XIETU_HOME": str(tmp_path), "XIETU_PORT": "9000"})
    assert (settings.home, settings.port, settings.language) == (tmp_path, 9000, "zh")
    assert settings.listen == "127.0.0.1"
    bad_ones: list[dict[str, str]] = [
        {"XIETU_PORT": "0"}, {"XIETU_PORT": "x"}, {"XIETU_LANG": "fr"}, {"XIETU_LISTEN": "here"},
    ]  # fmt: skip
    for bad in bad_ones:
        with pytest.raises(SettingsError):
            app.Settings.from_environment(bad)


# --- the server, in a process of its own ---------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str, host: str | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@contextmanager
def served(home: Path, command: str = "serve") -> Iterator[int]:
    """Serve `home` in a process of its own and stop it afterwards."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "--home", str(home), command, "--port", str(port)],
        cwd=Path(app.__file__).parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def test_a_running_server_sees_a_load_made_on_the_command_line(home: Path, log: Path) -> None:
    with served(home) as port:
        status, body = fetch(port, "/")
        assert status == 200
        assert "xietu load" in body.decode()
        assert fetch(port, "/api/v1/queries/handovers")[0] == 409
        assert xietu(home, "load", log).exit_code == 0
        status, body = fetch(port, "/api/v1/queries/handovers")
        assert status == 200
        assert json.loads(body)["rows"][0]["handoffs"] == 2
        assert fetch(port, "/bottlenecks")[0] == 200
        assert fetch(port, "/", host="example.org")[0] == 400


def test_a_port_in_use_is_said_to_be_so(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = xietu(home, "serve", "--port", port)
    assert result.exit_code == 2
    assert str(port) in result.output


def test_the_server_listens_on_this_machine_only(home: Path) -> None:
    with served(home) as port:
        addresses = {
            a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }
        for address in addresses - {"127.0.0.1", "127.0.1.1"}:
            with pytest.raises(OSError):
                socket.create_connection((str(address), port), timeout=2)
        assert fetch(port, "/healthz")[0] == 200


def test_the_server_listens_on_all_addresses_where_told_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIETU_LISTEN", "0.0.0.0")
    with served(home) as port:
        socket.create_connection(("127.0.0.2", port), timeout=2).close()
        assert fetch(port, "/healthz")[0] == 200
        assert fetch(port, "/", host="0.0.0.0")[0] == 400  # names are refused as before


def test_the_key_of_the_site_is_kept_and_for_its_owner_only(home: Path) -> None:
    os.environ["XIETU_HOME"] = str(home)
    first = app.create_app().config["SECRET_KEY"]
    assert app.create_app().config["SECRET_KEY"] == first
    assert (home / "secret_key").stat().st_mode & 0o077 == 0
    shutil.rmtree(home)
