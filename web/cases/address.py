"""The address of one case, whatever characters its id has."""

from urllib.parse import quote

from werkzeug.routing import BaseConverter


class CaseIdConverter(BaseConverter):
    """Match a case id: anything, slashes and leading slashes included."""

    regex = ".+"
    part_isolating = False


def case_address(case_id: str) -> str:
    """Return the address of a case.

    A slash is written ``%2F``. The ids ``.`` and ``..`` would be taken for folders by every
    browser, whatever the quoting, so they travel as a parameter.

    >>> case_address("A/1 号"), case_address("..")
    ('/cases/A%2F1%20%E5%8F%B7', '/queries/case?case=..')
    """
    if case_id in (".", ".."):
        return f"/queries/case?case={case_id}"
    return "/cases/" + quote(case_id, safe="")
