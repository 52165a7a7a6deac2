"""Write ``jars.txt`` for another version of Neo4j: ``python -m tests.neo4j.renew 5.26.31``.

Needs Maven, whose choice among conflicting versions is what Neo4j is released with.
"""

import sys
import tempfile
from pathlib import Path

from tests.neo4j.fetch import pom_of, run_maven
from tests.neo4j.jars import LIST, SERVER, Jar, sha256


def resolve(version: str) -> list[str]:
    """Return the lines of the list for one version."""
    with tempfile.TemporaryDirectory(prefix="xietu-jars-") as work:
        pom, found = Path(work) / "pom.xml", Path(work) / "found"
        pom.write_text(pom_of([Jar(*SERVER, version, "", "")], transitive=True), "utf-8")
        run_maven(pom, found, "-Dmdep.useRepositoryLayout=true")
        return sorted((_line(path, found) for path in found.rglob("*.jar")), key=_coordinates)


def _line(path: Path, root: Path) -> str:
    *groups, artifact, version, name = path.relative_to(root).parts
    classifier = name.removeprefix(f"{artifact}-{version}").removesuffix(".jar").lstrip("-")
    coordinates = filter(None, (".".join(groups), artifact, version, classifier))
    return f"{sha256(path)}  {':'.join(coordinates)}"


def _coordinates(line: str) -> str:
    return line.split()[1]


def main() -> None:
    """Write the list."""
    LIST.write_text("".join(f"{line}\n" for line in resolve(sys.argv[1])), "utf-8")


if __name__ == "__main__":
    main()
