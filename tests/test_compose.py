"""What is given to users of containers holds together; no container engine is needed to see it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.generate import settings_page
from tests.neo4j.ready import Address

ROOT = Path(__file__).resolve().parent.parent
SERVICE = {
    "image", "build", "restart", "stop_grace_period", "depends_on", "environment", "ports",
    "volumes", "healthcheck",
}  # fmt: skip
DURATION = re.compile(r"(\d+(ms|s|m|h))+")
OF_THE_STORE = {f"XIETU_NEO4J_{name}" for name in ("URI", "USER", "PASSWORD", "DATABASE")}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


@pytest.fixture(params=["neo4j", "xietu"])
def service(request: pytest.FixtureRequest, compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"][request.param]
    return found


def test_the_file_has_the_parts_of_a_compose_file(compose: dict[str, Any]) -> None:
    assert set(compose) == {"name", "services", "volumes"}
    assert set(compose["services"]) == {"neo4j", "xietu"}


def test_a_service_has_only_keys_and_values_that_compose_knows(service: dict[str, Any]) -> None:
    assert set(service) <= SERVICE
    assert ("image" in service) != ("build" in service)
    assert all(isinstance(value, str) for value in service["environment"].values())
    health = service["healthcheck"]
    assert set(health) == {"test", "interval", "timeout", "start_period", "retries"}
    assert health["test"][0] in ("CMD", "CMD-SHELL")
    assert isinstance(health["retries"], int)
    for name in ("interval", "timeout", "start_period"):
        assert DURATION.fullmatch(health[name])


def test_a_service_is_reached_from_this_machine_only(service: dict[str, Any]) -> None:
    assert service["ports"]
    assert [port for port in service["ports"] if not port.startswith("127.0.0.1:")] == []


def test_a_service_keeps_its_data_in_a_named_volume(
    compose: dict[str, Any], service: dict[str, Any]
) -> None:
    assert [volume.split(":")[0] for volume in service["volumes"]] != []
    assert {volume.split(":")[0] for volume in service["volumes"]} <= set(compose["volumes"])
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/data"}


def test_xietu_waits_until_neo4j_answers(compose: dict[str, Any]) -> None:
    waits = compose["services"]["xietu"]["depends_on"]
    assert waits == {"neo4j": {"condition": "service_healthy"}}


def test_no_password_is_in_the_file_and_none_is_left_out_by_mistake(
    compose: dict[str, Any],
) -> None:
    given = [
        compose["services"]["neo4j"]["environment"]["NEO4J_AUTH"].removeprefix("neo4j/"),
        compose["services"]["xietu"]["environment"]["XIETU_NEO4J_PASSWORD"],
    ]
    assert [text for text in given if not text.startswith("${XIETU_NEO4J_PASSWORD:?")] == []


def test_every_setting_of_xietu_is_one_that_it_reads(compose: dict[str, Any]) -> None:
    used = set(compose["services"]["xietu"]["environment"])
    known = set(re.findall(r"`(XIETU_\w+)`", settings_page()))
    assert used <= known
    assert used >= OF_THE_STORE


def test_every_setting_of_neo4j_is_one_that_a_real_server_has(
    compose: dict[str, Any], neo4j_server: Address
) -> None:
    used = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")
        for name in compose["services"]["neo4j"]["environment"]
        if name != "NEO4J_AUTH"
    }
    with neo4j_server.driver() as driver:
        found, _, _ = driver.execute_query("SHOW SETTINGS YIELD name", database_="neo4j")
    assert used
    assert used <= {record["name"] for record in found}


def test_what_the_image_copies_is_there_and_nothing_names_a_registry(
    compose: dict[str, Any],
) -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY")]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    images = [line.split()[1] for line in lines if line.startswith("FROM")]
    images.append(compose["services"]["neo4j"]["image"])
    assert [image for image in images if "/" in image] == []


def test_what_the_wheel_is_built_from_is_not_left_out_of_the_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    needed = (
        "app.py",
        "graph",
        "loaders",
        "queries",
        "web",
        "pyproject.toml",
        "README.md",
        "LICENSE",
    )
    assert not set(left_out) & set(needed)
