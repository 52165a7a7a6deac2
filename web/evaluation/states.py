"""What stands over every page of a round: its state, its parts, what may be done with it."""

from typing import Any, NamedTuple

from flask import url_for

from graph.evaluation.rounds import RoundState, State
from web import figures
from web.language import gettext, language

LIGHTS: dict[State, str] = {"draft": "watch", "released": "ok", "withdrawn": "none"}


class RoundRow(NamedTuple):
    """A round in words."""

    id: str
    address: str
    period: str
    departments: str
    state: State
    light: tuple[str, str]
    released_at: str
    again: bool  # this is the draft of another release


def state_words(state: State) -> str:
    """Return the word for the state of a round."""
    return {
        "draft": gettext("草稿"),
        "released": gettext("已发布"),
        "withdrawn": gettext("已撤回"),
    }[state]


def round_row(one: RoundState) -> RoundRow:
    """Return a round in words."""
    return RoundRow(
        one.round.id,
        url_for("evaluation_round.design", round_id=one.round.id),
        period(one.round.starts, one.round.ends),
        figures.number(len(one.round.departments)),
        one.state,
        (LIGHTS[one.state], state_words(one.state)),
        figures.instant(one.released_at),
        one.state == "draft" and one.released_at is not None,
    )


def round_frame(one: RoundState, here: str) -> dict[str, Any]:
    """Return what the templates of a round need, `here` being the part that is shown."""
    ends = {
        "design": ("evaluation_round.design", gettext("设计")),
        "oversight": ("evaluation_round.oversight", gettext("监督报告")),
        "departments": ("evaluation_departments.index", gettext("部门报告")),
        "log": ("evaluation_release.log", gettext("发布记录")),
    }
    return {
        "round": round_row(one),
        "tabs": [
            (label, url_for(end, round_id=one.round.id), key == here)
            for key, (end, label) in ends.items()
        ],
        "is_draft": one.state == "draft" or (one.state == "withdrawn" and here != "log"),
    }


def period(starts: str, ends: str) -> str:
    """Return the dates of a round as a sentence has them."""
    if not (starts and ends):
        return figures.UNKNOWN
    first, last = (figures.day_text(each, language()) for each in (starts, ends))
    one_year = starts[:4] == ends[:4]
    if language() == "en":
        return f"{first[:-5] if one_year else first} – {last}"
    return f"{first}—{last[5:] if one_year else last}"
