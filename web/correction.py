"""The way back from a parameter that was refused: nothing else that was given gets lost."""

from dataclasses import dataclass, field

from flask import request

from queries.registry import QUERIES
from web.arguments import asked_question
from web.forms import Field, fields
from web.links import with_query


@dataclass(frozen=True, slots=True)
class Correction:
    """The form as it was filled in, sent to `action`, and the address without `parameter`.

    A page without a form of its own has no `fields`; `address` is empty where the parameter was
    not in the address.
    """

    fields: list[Field] = field(default_factory=list)
    action: str = ""
    parameter: str = ""
    address: str = ""


def correction(parameter: str) -> Correction:
    """Return how this request can be put right, of which `parameter` was refused."""
    given = request.args.to_dict()
    rest = {name: text for name, text in given.items() if name != parameter}
    return Correction(
        fields=_form(given),
        action=request.path,
        parameter=parameter,
        address=with_query(request.path, rest) if parameter in given else "",
    )


def _form(given: dict[str, str]) -> list[Field]:
    question = QUERIES.get(asked_question() or "")
    if question is None or "case_id" in (request.view_args or {}):
        return []
    return fields(question.parameters, given)
