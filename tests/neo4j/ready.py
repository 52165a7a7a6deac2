"""What the tests ask of a Neo4j server before they use it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from neo4j import READ_ACCESS, Driver, GraphDatabase
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

from tests.neo4j.errors import NoServerError

DATABASE = "neo4j"
SECONDS = 120.0
LOCKED = "Neo.ClientError.Security"


@dataclass(frozen=True)
class Address:
    """Where a server is, and as whom to talk to it."""

    uri: str
    user: str
    password: str

    @property
    def auth(self) -> tuple[str, str]:
        """Return what the driver takes as ``auth``."""
        return (self.user, self.password)

    def driver(self) -> Driver:
        """Return a driver of one's own; the caller closes it."""
        return GraphDatabase.driver(
            self.uri, auth=self.auth, connection_timeout=5, telemetry_disabled=True
        )


@dataclass(frozen=True)
class About:
    """What a server says of itself."""

    agent: str
    edition: str
    writable: bool


def ask(address: Address) -> About:
    """Return what the server says of itself; errors are the driver's."""
    with address.driver() as driver:
        agent = driver.get_server_info().agent
        with driver.session(database="system", default_access_mode=READ_ACCESS) as session:
            found = session.run(
                "SHOW DATABASES YIELD name, writer, access, currentStatus "
                "WHERE name = $name AND currentStatus = 'online'",
                name=DATABASE,
            ).single()
        with driver.session(database=DATABASE, default_access_mode=READ_ACCESS) as session:
            edition = session.run(
                "CALL dbms.components() YIELD name, edition WHERE name = 'Neo4j Kernel' "
                "RETURN edition"
            ).single(strict=True)
    writable = bool(found and found["writer"] and found["access"] == "read-write")
    return About(agent, str(edition["edition"]), writable)


def wait(
    address: Address, seconds: float = SECONDS, alive: Callable[[], bool] = lambda: True
) -> About:
    """Return what the server says once it is ready; raise `NoServerError` where it never is.

    The first refused password ends it: the third would lock the account.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            about = ask(address)
        except (Neo4jError, DriverError, OSError) as error:
            if _is_final(error):
                raise NoServerError(f"{address.uri} refuses {address.user}: {error}") from error
            said = f"{type(error).__name__}: {error}"
        else:
            if about.writable:
                return accept(about)
            said = "the database is not writable"
        if not alive():
            raise NoServerError(f"The server at {address.uri} ended. {said}")
        if time.monotonic() > end:
            raise NoServerError(f"{address.uri} was not ready in {seconds:g} s. {said}")
        time.sleep(0.25)


def accept(about: About) -> About:
    """Return what was said of a server that the tests are for; raise `NoServerError` for others."""
    if not about.agent.startswith("Neo4j/"):
        raise NoServerError(f"{about.agent} is not Neo4j.")
    if about.edition != "community":
        raise NoServerError(f"The tests are for the community edition, not for {about.edition}.")
    return about


def _is_final(error: Exception) -> bool:
    refused = isinstance(error, ClientError) and (error.code or "").startswith(LOCKED)
    return refused or isinstance(error, AuthError)
