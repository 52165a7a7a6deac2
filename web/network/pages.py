"""The page 协同图谱: the network, its matrix, and the table behind both."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template

from queries.instants import timezone_of
from queries.query import Answer
from queries.run import run
from web.answer_view import short_unit
from web.arguments import raw_arguments
from web.filter_bar import FilterBar, filter_bar
from web.language import gettext
from web.network.facts import Network, network_of
from web.network.focus import busiest, panel
from web.network.island import island
from web.network.matrix import matrix
from web.network.picture import picture
from web.network.picture_style import picture_style
from web.network.view import DEPTHS, PATH, View, check, split
from web.network.ways import lit_links, place, targets, ways
from web.network.words import reading, sentence, totals, unregistered
from web.pages import page
from web.parts import active_load, parts
from web.questions import DRAWN
from web.questions import view as table_view

blueprint = Blueprint("network", __name__)

ROWS = "25"
"""Pairs of the first page of the table, where nothing else is asked for."""


@blueprint.get(PATH)
def show() -> Response:
    """Show who hands to whom as picture, matrix and table."""
    view, network = _asked()
    found = ways(network, view)
    drawn = picture(network, view, lit_links(view, found))
    answer = run(parts().store, "network", {"limit": ROWS, **view.raw}, DRAWN)
    return page(
        "network.html",
        says=sentence(network, view, drawn),
        bar=_bar(network, view),
        depths=_depths(view),
        view=view,
        network=network,
        picture=drawn,
        matrix=matrix(network, view),
        reading=reading(network),
        totals=totals(network),
        unregistered=unregistered(network),
        focus=panel(network, view),
        ways=found,
        place=place(network, view),
        targets=targets(network, view),
        busiest=busiest(network, view),
        island=island(network, view, drawn),
        picture_address=view.address(f"{PATH}.svg"),
        **_table(answer, view),
    )


@blueprint.get(f"{PATH}.svg")
def drawing() -> Response:
    """Return the picture as a file of its own, with title, legend, load and definitions."""
    view, network = _asked()
    found = ways(network, view)
    drawn = picture(network, view, lit_links(view, found))
    load = network.answer.load
    body = render_template(
        "network.svg",
        picture=drawn,
        says=sentence(network, view, drawn),
        load=load,
        filters=[(chip.label, chip.text) for chip in _bar(network, view).chips],
        style=picture_style(),
        unit=short_unit(network.seconds_a_day),
    )
    response = make_response(body)
    response.content_type = "image/svg+xml; charset=utf-8"
    name = f"network-{load.load_id}.svg" if load else "network.svg"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked() -> tuple[View, Network]:
    view = split(raw_arguments("network"), timezone_of(active_load()))
    network = network_of(view.raw)
    check(view, network.nodes)
    return view, network


def _bar(network: Network, view: View) -> FilterBar:
    """Return the filters; another level has other departments, so the focus does not stay."""
    bar = filter_bar("network", view.raw, PATH, network.answer, view.own)
    return replace(bar, segments=filter_bar("network", view.raw, PATH, network.answer).segments)


def _depths(view: View) -> list[tuple[str, str, bool]]:
    if view.focus is None or view.to:
        return []
    return [
        (gettext("%(depth)s度", depth=depth), view.address(depth=depth), depth == view.depth)
        for depth in DEPTHS
    ]


def _table(answer: Answer, view: View) -> dict[str, Any]:
    """Return the table of all pairs; turning its pages keeps focus, depth and what is hidden."""
    shown = table_view(answer, dict(view.raw), PATH)
    for name in ("next_address", "first_address"):
        if shown[name]:
            shown[name] += f"&{urlencode(view.own)}#pairs" if view.own else "#pairs"
    return shown
