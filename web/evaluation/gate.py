"""Where the pages of evaluation get what they show: the one gate, and nothing beside it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol, cast

from flask import Flask, current_app, has_request_context, request

from graph.errors import RoundNotFoundError
from graph.evaluation.figures import Department, Document, Oversight, Round
from graph.evaluation.releases import Entry
from graph.evaluation.rounds import RoundState
from graph.evaluation.rules import Rules
from graph.load import Load
from web.parts import active_load, parts

WHO = "web"
"""What the log calls those who look at pages, as long as nobody has an account."""
DRAFT = "draft"
"""The argument of an address that asks, as 1, for the draft of a round that is released."""
DRAFTED = ("evaluation_round", "evaluation_departments")
"""The blueprints whose pages show a draft."""


class Gate(Protocol):
    """The rounds of a store: ``graph.evaluation.rounds.Rounds`` is the one of the program."""

    def rules(self) -> Rules:
        """Return the thresholds in force."""

    def list(self, load: Load | None) -> Sequence[RoundState]:
        """Return the rounds of a load and all that were released."""

    def oversight(
        self, load: Load | None, round_id: str, who: str = "", *, draft: bool = False
    ) -> Oversight:
        """Return the figures for oversight, frozen where released, else (or if asked) the draft."""

    def document(self, load: Load | None, round_id: str, department: str) -> Document:
        """Return the released report of a department; `NotReleasedError` where it is not."""

    def draft_document(self, load: Load, round_id: str, department: str) -> Document:
        """Return the report as it would be released."""

    def draft(self, load: Load, round_id: str) -> tuple[Oversight, Sequence[Document]]:
        """Return what a release would publish."""

    def has_news(self, load: Load, round_id: str) -> bool:
        """Whether a release would publish anything that the one in force does not."""

    def release(self, load: Load, round_id: str, who: str = "") -> object:
        """Audit and freeze the figures of a round."""

    def withdraw(self, round_id: str, who: str = "") -> object:
        """Take the figures of a round back."""

    def log(self, round_id: str) -> Sequence[Entry]:
        """Return what was done with a round, the latest last."""


def install(app: Flask, rounds: Gate) -> None:
    """Give `app` its gate."""
    app.extensions["xietu-evaluation"] = rounds


def gate() -> Gate:
    """Return the gate of the site that handles this request."""
    return cast(Gate, current_app.extensions["xietu-evaluation"])


def rounds() -> list[RoundState]:
    """Return the rounds that the active load has."""
    return list(gate().list(active_load()))


def known_round(round_id: str) -> RoundState:
    """Return a round, or raise `RoundNotFoundError`."""
    found = next((each for each in rounds() if each.round.id == round_id), None)
    if found is None:
        raise RoundNotFoundError(
            f"没有互评期次 {round_id!r}。请从互评页选择。",
            f"There is no round of evaluation {round_id!r}. Choose one on the page of evaluation.",
        )
    return found


def shown_round(round_id: str) -> RoundState:
    """Return a round as this request shows it: with ``draft=1``, what another release would say."""
    found = known_round(round_id)
    again = found.state == "released" and _asks_for_draft()
    return replace(found, state="draft") if again else found


def _asks_for_draft() -> bool:
    return request.args.get(DRAFT) == "1"


def keep_draft(_endpoint: str, values: dict[str, Any]) -> None:
    """Let the addresses of a round on a page of its draft lead to its draft."""
    if has_request_context() and request.blueprint in DRAFTED and _asks_for_draft():
        values.setdefault(DRAFT, "1")


def known_department(about: Round, department_id: str) -> Department:
    """Return a department of a round, or raise `RoundNotFoundError`."""
    found = next((each for each in about.departments if each.id == department_id), None)
    if found is None:
        raise RoundNotFoundError(
            f"{about.id} 没有参评部门 {department_id!r}。请从部门报告清单选择。",
            f"No department {department_id!r} took part in {about.id}. Choose one of the list.",
        )
    return found


def report_of(state: RoundState, department_id: str) -> Document:
    """Return the report of a department, as released or, before that, as a draft."""
    about = state.round
    known_department(about, department_id)
    if state.state == "released":
        return gate().document(active_load(), about.id, department_id)
    return gate().draft_document(parts().store.load(), about.id, department_id)
