"""The parameters of a request, as raw text."""

from flask import g, request

from graph.errors import ParameterError
from queries.parameters import parameters_of
from queries.registry import find

OF_THE_SITE = {"lang": ("zh", "en")}
"""Parameters that every page has, and what each accepts."""


def raw_arguments(name: str) -> dict[str, str]:
    """Return the query string without what is the site's own, for the question `name`.

    Raises `ParameterError` for a parameter given twice: either value could be the one that is
    meant. `asked_question` tells afterwards which question it was.
    """
    g.asked_question = name
    for parameter, values in request.args.lists():
        if len(values) > 1:
            raise _repeated(parameter, len(values), _accepted(name, parameter))
    return {key: text for key, text in request.args.items() if key not in OF_THE_SITE}


def asked_question() -> str | None:
    """Return the question whose parameters this request was asked for, if it was one."""
    asked: str | None = g.get("asked_question")
    return asked


def _accepted(name: str, parameter: str) -> tuple[str, ...]:
    known = {one.name: one.accepted for one in parameters_of(find(name).parameters)}
    return {**known, **OF_THE_SITE}.get(parameter, ())


def _repeated(parameter: str, times: int, accepted: tuple[str, ...]) -> ParameterError:
    zh = f"可用：{'、'.join(accepted)}。" if accepted else ""
    en = f" Accepted: {', '.join(accepted)}." if accepted else ""
    return ParameterError(
        f"参数 {parameter} 给了 {times} 次，只能给一次。{zh}",
        f"The parameter {parameter} is given {times} times; give it once.{en}",
        parameter,
        accepted,
    )
