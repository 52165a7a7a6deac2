"""The ratings that came with the loads of one store, in the relational database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from graph.database import is_there, open_database, transaction
from graph.errors import StoreUnavailableError
from graph.evaluation.ratings import Ratings, answers_of, facts_of, in_order, ratings_of
from graph.evaluation.ratings_tables import ANSWERS, RATERS, ROUNDS


class RatingsDatabase:
    """Ratings by load of one store; the database is opened when they are first asked for.

    `name` tells by which name the database knows the store, empty where it knows it by none yet.
    `beside` is another one of the same database, whose connections are used.

    Every method raises `StoreUnavailableError` where the database does not answer.
    """

    def __init__(
        self, home: Path, url: str, name: Callable[[], str], beside: RatingsDatabase | None = None
    ) -> None:
        self.home, self.url, self.name, self._beside = home, url, name, beside

    @cached_property
    def engine(self) -> Engine:
        """The database, brought up to date."""
        if self._beside is not None:
            return self._beside.engine
        self.home.mkdir(parents=True, exist_ok=True)  # the lock of the migration is in it
        return open_database(self.home, self.url)

    def rounds(self, load_id: str) -> Sequence[Ratings]:
        """Return the rounds of a load by their first day; none where it brought none."""
        store = self.name()
        if not store or not is_there(self.home, self.url):
            return ()
        asked = sa.select(ROUNDS.c.id, ROUNDS.c.facts).where(*_of(store, load_id))
        with transaction(self.engine) as connection:
            found = connection.execute(asked).all()
            return in_order(ratings_of(facts, _answers(connection, key)) for key, facts in found)

    def keep(self, load_id: str, rounds: Sequence[Ratings]) -> None:
        """Keep the ratings of a load instead of those that it had, all or none of them."""
        with transaction(self.engine) as connection:
            self.keep_within(connection, load_id, rounds)

    def keep_within(self, connection: Connection, load_id: str, rounds: Sequence[Ratings]) -> None:
        """Keep the ratings of a load together with what else the transaction does."""
        store = self.name()
        connection.execute(sa.delete(ROUNDS).where(*_of(store, load_id)))
        for one in rounds:
            _write(connection, {"store": store, "load_id": load_id}, one)

    def forget(self, load_id: str) -> None:
        """Forget the ratings of a load; those of the same load in another store stay."""
        with self.forgetting(load_id):
            pass

    @contextmanager
    def forgetting(self, load_id: str) -> Iterator[None]:
        """Forget the ratings of a load if the block, which deletes it, comes to its end."""
        if not is_there(self.home, self.url):
            yield
            return
        with transaction(self.engine) as connection:
            connection.execute(sa.delete(ROUNDS).where(*_of(self.name(), load_id)))
            yield

    @contextmanager
    def keeping(self, load_id: str, rounds: Sequence[Ratings]) -> Iterator[None]:
        """Keep the ratings of a load that the block makes visible; forget them where it fails."""
        if not rounds:
            yield
            return
        self.keep(load_id, rounds)
        try:
            yield
        except BaseException:
            with suppress(StoreUnavailableError):
                self.forget(load_id)
            raise

    def sweep(self, existing: Iterable[str]) -> None:
        """Forget what belongs to no load of this store, such as one that a crash kept away."""
        if is_there(self.home, self.url):
            gone = ROUNDS.c.store == self.name(), ROUNDS.c.load_id.not_in(sorted(existing))
            with transaction(self.engine) as connection:
                connection.execute(sa.delete(ROUNDS).where(*gone))


def _of(store: str, load_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return ROUNDS.c.store == store, ROUNDS.c.load_id == load_id


def _write(connection: Connection, load: Mapping[str, str], ratings: Ratings) -> None:
    round_key = token_hex(16)
    raters: dict[tuple[str, str], str] = {}
    answers: list[dict[str, Any]] = []
    for dimension, rater, ratee, score in answers_of(ratings):
        key = raters.setdefault((dimension, rater), token_hex(16))
        row = {"rater_key": key, "dimension": dimension, "ratee_id": ratee, "score": score}
        answers.append({"id": token_hex(16), **row})
    known = [
        {"id": key, "round_key": round_key, "department_id": rater}
        for (_, rater), key in raters.items()
    ]
    one = {"id": round_key, "facts": facts_of(ratings), **load}
    connection.execute(sa.insert(ROUNDS), [one])
    for table, rows in ((RATERS, known), (ANSWERS, answers)):
        if rows:
            connection.execute(sa.insert(table), sorted(rows, key=lambda each: str(each["id"])))


def _answers(connection: Connection, round_key: str) -> list[Any]:
    asked = (
        sa.select(ANSWERS.c.dimension, RATERS.c.department_id, ANSWERS.c.ratee_id, ANSWERS.c.score)
        .join_from(ANSWERS, RATERS, ANSWERS.c.rater_key == RATERS.c.id)
        .where(RATERS.c.round_key == round_key)
    )
    return [tuple(row) for row in connection.execute(asked)]
