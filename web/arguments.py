"""The parameters of a request, as raw text."""

from flask import request

from graph.errors import ParameterError

OF_THE_SITE = ("lang",)


def raw_arguments() -> dict[str, str]:
    """Return the query string without what is the site's own.

    Raises `ParameterError` for a name given twice: either value could be the one that is meant.
    """
    for name, values in request.args.lists():
        if len(values) > 1:
            raise ParameterError(
                f"参数 {name} 给了 {len(values)} 次，只能给一次。",
                f"The parameter {name} is given {len(values)} times; give it once.",
                name,
            )
    return {name: text for name, text in request.args.items() if name not in OF_THE_SITE}
