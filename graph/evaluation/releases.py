"""Released rounds in the relational database: figures as they were published, by round.

No load owns them: loading anew, activating or deleting a load changes nothing that is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from graph.database import Instant, is_there, metadata, transaction
from graph.errors import NothingToReleaseError, StoreUnavailableError
from graph.evaluation.figures import Document, Oversight
from graph.evaluation.ratings import Ratings
from graph.evaluation.ratings_database import RatingsDatabase

Deed = Literal["released", "withdrawn", "viewed", "delivered"]

RELEASES = sa.Table(
    "evaluation_releases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("round_id", sa.Text, nullable=False, index=True),
    sa.Column("released_at", Instant, nullable=False),
    sa.Column("withdrawn_at", Instant),
    sa.Column("figures", sa.LargeBinary, nullable=False),  # canonical JSON of `Oversight`
)
DOCUMENTS = sa.Table(
    "evaluation_documents",
    metadata,
    sa.Column("release_id", sa.ForeignKey(RELEASES.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("department_id", sa.Text, primary_key=True),
    sa.Column("figures", sa.LargeBinary, nullable=False),  # canonical JSON of `Document`
)
LOG = sa.Table(
    "evaluation_log",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("round_id", sa.Text, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("release_id", sa.Text),
    sa.Column("who", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Release:
    """One publication of a round."""

    release_id: str
    round_id: str
    released_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log of a round; an empty release is the draft."""

    at: datetime
    action: Deed
    release_id: str
    who: str


class Releases:
    """The releases of all rounds, in the database of `ratings`.

    Every method raises `StoreUnavailableError` where the database does not answer.
    """

    def __init__(self, ratings: RatingsDatabase) -> None:
        self.ratings = ratings
        self._frozen = RatingsDatabase(ratings.home, ratings.url, lambda: "release", ratings)

    def all(self) -> Sequence[Release]:
        """Return every release, the newest first."""
        if not is_there(self.ratings.home, self.ratings.url):
            return ()
        asked = sa.select(
            RELEASES.c.id, RELEASES.c.round_id, RELEASES.c.released_at, RELEASES.c.withdrawn_at
        ).order_by(RELEASES.c.released_at.desc(), RELEASES.c.id.desc())
        with transaction(self.ratings.engine) as connection:
            return [Release(*row) for row in connection.execute(asked)]

    def of(self, round_id: str) -> Sequence[Release]:
        """Return the releases of a round, the newest first."""
        return [each for each in self.all() if each.round_id == round_id]

    def current(self, round_id: str) -> Release | None:
        """Return the release of a round that holds; None: none, or it was withdrawn."""
        latest = next(iter(self.of(round_id)), None)
        return latest if latest and latest.withdrawn_at is None else None

    def ratings_of(self, release: Release) -> Ratings:
        """Return the ratings that a release rests on."""
        return self._frozen.rounds(release.release_id)[0]

    def oversight(self, release: Release) -> Oversight:
        """Return the oversight report as it was released."""
        asked = sa.select(RELEASES.c.figures).where(RELEASES.c.id == release.release_id)
        with transaction(self.ratings.engine) as connection:
            return Oversight.from_json(connection.execute(asked).scalar_one())

    def document(self, release: Release, department: str) -> Document | None:
        """Return the report of a department as it was released; None: it has none."""
        asked = sa.select(DOCUMENTS.c.figures).where(
            DOCUMENTS.c.release_id == release.release_id, DOCUMENTS.c.department_id == department
        )
        with transaction(self.ratings.engine) as connection:
            found = connection.execute(asked).scalar()
        return None if found is None else Document.from_json(found)

    def documents(self, release: Release) -> Sequence[Document]:
        """Return the reports of all departments as they were released, by id."""
        asked = (
            sa.select(DOCUMENTS.c.figures)
            .where(DOCUMENTS.c.release_id == release.release_id)
            .order_by(DOCUMENTS.c.department_id)
        )
        with transaction(self.ratings.engine) as connection:
            return [Document.from_json(each) for each in connection.execute(asked).scalars()]

    def add(
        self,
        ratings: Ratings,
        oversight: Oversight,
        documents: Sequence[Document],
        who: str,
        serial: int,
    ) -> Release:
        """Keep the release of a round with that number, all of it or nothing.

        Raises `NothingToReleaseError` where the round has got one of that number in the meantime:
        these figures have not been audited beside it.
        """
        name = f"{ratings.round_id}-{serial}"
        release = Release(name, ratings.round_id, datetime.now(UTC), None)
        try:
            with transaction(self.ratings.engine) as connection:
                _insert(connection, release, oversight, documents)
                connection.execute(sa.insert(LOG), _entry(release, "released", who))
                self._frozen.keep_within(connection, name, [ratings])
        except StoreUnavailableError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise _overtaken(ratings.round_id) from error
            raise
        return release

    def withdraw(self, release: Release, who: str) -> None:
        """Take a release back; what it said stays known, and is kept."""
        with transaction(self.ratings.engine) as connection:
            connection.execute(
                sa.update(RELEASES)
                .where(RELEASES.c.id == release.release_id)
                .values(withdrawn_at=datetime.now(UTC))
            )
            connection.execute(sa.insert(LOG), _entry(release, "withdrawn", who))

    def note(self, round_id: str, what: Deed, who: str, release: Release | None) -> None:
        """Write a line about a release, else about the draft, into the log."""
        line = {"round_id": round_id, "release_id": release and release.release_id}
        with transaction(self.ratings.engine) as connection:
            connection.execute(sa.insert(LOG), _line(what, who) | line)

    def log(self, round_id: str) -> Sequence[Entry]:
        """Return what was done with a round, the latest last."""
        if not is_there(self.ratings.home, self.ratings.url):
            return ()
        asked = (
            sa.select(LOG.c.at, LOG.c.what, LOG.c.release_id, LOG.c.who)
            .where(LOG.c.round_id == round_id)
            .order_by(LOG.c.number)
        )
        with transaction(self.ratings.engine) as connection:
            return [
                Entry(row.at, row.what, row.release_id or "", row.who)
                for row in connection.execute(asked)
            ]


def _insert(
    connection: Connection, release: Release, oversight: Oversight, documents: Sequence[Document]
) -> None:
    key = {"release_id": release.release_id}
    connection.execute(
        sa.insert(RELEASES),
        {
            "id": release.release_id,
            "round_id": release.round_id,
            "released_at": release.released_at,
            "figures": oversight.to_json(),
        },
    )
    connection.execute(
        sa.insert(DOCUMENTS),
        [
            {**key, "department_id": each.department.id, "figures": each.to_json()}
            for each in documents
        ],
    )


def _overtaken(round_id: str) -> NothingToReleaseError:
    return NothingToReleaseError(
        f"{round_id} 刚刚在另一处发布了，这一次没有发布。请看发布记录。",
        f"{round_id} has just been released elsewhere; this release was not made. See its log.",
    )


def _entry(release: Release, what: Deed, who: str) -> dict[str, object]:
    about = {"round_id": release.round_id, "release_id": release.release_id}
    return _line(what, who) | about


def _line(what: Deed, who: str) -> dict[str, object]:
    return {"at": datetime.now(UTC), "what": what, "who": who}
