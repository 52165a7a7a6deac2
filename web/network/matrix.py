"""The matrix: who hands to whom, one row a sender, one column a receiver, groups together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.tables import UNREGISTERED
from web import figures
from web.language import gettext
from web.links import address
from web.network.facts import Network, Node, Pair
from web.network.geometry import BESIDE
from web.network.view import View

MOST = 60
"""Departments with a row of their own, the busiest; the others share one."""

REST = ""
"""Stands for the departments that share a row; no id is empty."""

SPOKEN = 1.5
"""A median of so many days or more is written into its cell."""

BESIDE_PIXELS, ACROSS_PIXELS = 384, 1180
LARGEST, SMALLEST, READABLE = 22, 14, 18
"""Pixels of a cell: at most, at least, and from which on it holds a figure."""


@dataclass(frozen=True, slots=True)
class Head:
    """A row and a column of the matrix; ``new_group`` tells that a rule stands before it."""

    label: str
    name: str
    address: str | None
    in_focus: bool
    new_group: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row hands to a column; ``look`` is a class of the style sheet."""

    look: str
    text: str
    says: str
    address: str | None
    handoffs: int
    wait: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns alike; ``cells`` holds None where nothing is handed over."""

    heads: list[Head]
    cells: list[list[Cell | None]]
    pixels: int
    shared: int

    @property
    def readable(self) -> bool:
        """Tell whether figures fit into the cells."""
        return self.pixels >= READABLE


def matrix(network: Network, view: View) -> Matrix:
    """Return the matrix of all pairs: those of departments without a row of their own added up."""
    busy = sorted(network.placed, key=lambda n: (n.id != view.focus, -n.traffic, n.id))[:MOST]
    own = {node.id for node in busy}
    order = [node for node in network.placed if node.id in own]
    shared = len(network.placed) - len(order)
    keys = [node.id for node in order] + _others(network, shared)
    number = {key: at for at, key in enumerate(keys)}
    cells: list[list[Cell | None]] = [[None] * len(keys) for _ in keys]
    for (sender, receiver), pairs in _gathered(network.pairs, own).items():
        cells[number[sender]][number[receiver]] = _cell(network, view, pairs, (sender, receiver))
    return Matrix(list(_heads(network, view, order, keys, shared)), cells, _pixels(keys), shared)


def _others(network: Network, shared: int) -> list[str]:
    ends = {end for pair in network.pairs for end in (pair.sender, pair.receiver)}
    return [REST] * bool(shared) + [UNREGISTERED] * (UNREGISTERED in ends)


def _gathered(pairs: Iterable[Pair], own: set[str]) -> dict[tuple[str, str], list[Pair]]:
    found: dict[tuple[str, str], list[Pair]] = {}
    keep = {*own, UNREGISTERED}
    for pair in pairs:
        ends = tuple(end if end in keep else REST for end in (pair.sender, pair.receiver))
        found.setdefault((ends[0], ends[1]), []).append(pair)
    return found


def _heads(
    network: Network, view: View, order: list[Node], keys: list[str], shared: int
) -> Iterator[Head]:
    before: object = None
    for node in order:
        group = (node.kind, node.group)
        focus = node.id == view.focus
        to = view.address(focus=None if focus else node.id)
        yield Head(node.label, node.name, to, focus, before not in (None, group))
        before = group
    for key in keys[len(order) :]:
        label = gettext("其余") if key == REST else gettext("未登记")
        name = gettext("其余%(count)s个", count=figures.number(shared)) if key == REST else label
        yield Head(label, name, None, False, True)


def _pixels(keys: list[str]) -> int:
    room = BESIDE_PIXELS if len(keys) <= BESIDE else ACROSS_PIXELS
    return max(SMALLEST, min(LARGEST, room // max(len(keys), 1)))


def _cell(network: Network, view: View, pairs: list[Pair], ends: tuple[str, str]) -> Cell:
    handoffs, wait = sum(p.handoffs for p in pairs), sum(p.wait or 0 for p in pairs)
    if REST in ends:
        says = gettext(
            "%(pairs)s对合计：%(handoffs)s次，等待%(wait)s",
            pairs=figures.number(len(pairs)),
            handoffs=figures.number(handoffs),
            wait=network.duration(wait),
        )
        return Cell("many", "", says, None, handoffs, wait)
    (pair,) = pairs
    step = network.step(pair) if pair.ranked else 0
    long = step and (pair.median or 0) >= SPOKEN * network.seconds_a_day
    return Cell(
        look=f"w{step} on{step}" if step else "few" if pair.ranked else "many",
        text=network.days(pair.median) if long else "",
        says=network.says(pair),
        address=address("handoffs", view.raw, {"sender": ends[0], "receiver": ends[1]}),
        handoffs=handoffs,
        wait=wait,
    )
