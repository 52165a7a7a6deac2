"""The sentences of the page 协同图谱: what the network says, and what the matrix shows."""

from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

from web import figures
from web.language import gettext, strong
from web.network.facts import Network, Node, Pair
from web.network.picture import Picture
from web.network.view import View


class Sentence(NamedTuple):
    """The answer, a shorter form of it, and its basis."""

    answer: Markup | str
    short: Markup | str
    basis: str


def sentence(network: Network, view: View, drawn: Picture) -> Sentence:
    """Return what the network says: of the department in focus, or of all."""
    if not network.pairs:
        return Sentence(gettext("没有交接符合条件。"), "", gettext("请放宽或清除筛选条件。"))
    answer, short = _of_focus(network, view.focus) if view.focus else _of_all(network)
    return Sentence(answer, short, _basis(network, view, drawn))


def reading(network: Network) -> str:
    """Return what is to be seen in the matrix: its darkest cell, and how much passes no hub."""
    sure = [pair for pair in network.pairs if pair.ranked and not pair.thin]
    if not sure:
        return ""
    worst = max(sure, key=lambda pair: (pair.median or 0, pair.handoffs))
    text = gettext(
        "颜色最深的是%(sender)s送%(receiver)s，中位%(median)s（%(handoffs)s次）。",
        sender=network.nodes[worst.sender].name,
        receiver=network.nodes[worst.receiver].name,
        median=network.duration(worst.median),
        handoffs=figures.number(worst.handoffs),
    )
    hubs = {node.id for node in network.placed if node.kind == "hub"}
    if not hubs:
        return text
    direct = sum(pair.handoffs for pair in network.pairs if not hubs & {pair.sender, pair.receiver})
    share = figures.share(direct / sum(pair.handoffs for pair in network.pairs))
    return text + gettext("不经枢纽、直接往来的占%(share)s。", share=share)


def totals(network: Network) -> str:
    """Return what all pairs come to."""
    return gettext(
        "合计%(pairs)s对，%(handoffs)s次交接，等待%(wait)s。",
        pairs=figures.number(len(network.pairs)),
        handoffs=figures.number(sum(pair.handoffs for pair in network.pairs)),
        wait=network.duration(sum(pair.wait or 0 for pair in network.pairs)),
    )


def unregistered(network: Network) -> str:
    """Return how many handoffs have a side that is not registered; empty without one."""
    count = sum(pair.handoffs for pair in network.pairs if not pair.ranked)
    if not count:
        return ""
    return gettext("另有%(count)s次一方未登记，不画在图上", count=figures.number(count))


def _of_focus(network: Network, focus: str) -> tuple[Markup | str, Markup | str]:
    node = network.nodes[focus]
    waits = _waits([pair for pair in network.pairs if pair.receiver == focus and pair.ranked])
    shares = [p.share or 0 for p in network.pairs if p.receiver == focus]
    if not waits:
        answer = gettext("没有件在等%(name)s开始办。")
        return strong(answer, name=node.name), ""
    first = max(waits, key=lambda sender: (waits[sender], sender))
    wait = sum(waits.values())
    figure: dict[str, object] = {
        "name": node.name,
        "wait": network.duration(wait),
        "share": figures.share(sum(shares)),
    }
    plain = {
        "first": network.nodes[first].name,
        "part": figures.share(waits[first] / wait),
    }
    long = gettext(
        "送到%(name)s的件共等了%(wait)s，占全部的%(share)s；其中%(part)s的等待来自%(first)s。"
    )
    short = gettext("送到%(name)s的件共等了%(wait)s，占全部的%(share)s。")
    return strong(long, plain, **figure), strong(short, {}, **figure)


def _of_all(network: Network) -> tuple[Markup | str, Markup | str]:
    ranked = [pair for pair in network.pairs if pair.ranked]
    if not ranked:
        return gettext("交接的一方都未登记，没有可画的网络。"), ""
    busy = max(network.placed, key=lambda node: (node.traffic, node.id))
    waits = _waits(ranked)
    if not waits:
        return strong(
            gettext("%(busy)s参与%(part)s的交接；没有已知的等待。"),
            busy=busy.name,
            part=figures.share(_passing(ranked, busy)),
        ), ""
    by_receiver = _waits(ranked, receivers=True)
    last = max(by_receiver, key=lambda node: (by_receiver[node], node))
    figure: dict[str, object] = {
        "busy": busy.name,
        "part": figures.share(_passing(ranked, busy)),
        "last": network.nodes[last].name,
        "wait": network.duration(by_receiver[last]),
        "share": figures.share(by_receiver[last] / sum(by_receiver.values())),
    }
    return strong(_long(busy, last), {}, **figure), strong(_short(busy, last), {}, **figure)


def _long(busy: Node, last: str) -> str:
    if busy.id == last:
        return gettext(
            "%(busy)s参与%(part)s的交接，送到它的件也等得最久，共%(wait)s，占%(share)s。"
        )
    return gettext(
        "%(busy)s参与%(part)s的交接；送到%(last)s的件等得最久，共%(wait)s，占%(share)s。"
    )


def _short(busy: Node, last: str) -> str:
    if busy.id == last:
        return gettext("%(busy)s参与%(part)s的交接，送到它的件等得最久，占%(share)s。")
    return gettext("%(busy)s参与%(part)s的交接；送到%(last)s的件等得最久，占%(share)s。")


def _passing(pairs: list[Pair], node: Node) -> float:
    """Return the share of the handoffs in which `node` takes part."""
    mine = sum(pair.handoffs for pair in pairs if node.id in (pair.sender, pair.receiver))
    return mine / sum(pair.handoffs for pair in pairs)


def _waits(pairs: list[Pair], receivers: bool = False) -> dict[str, float]:
    """Return the waiting of each sender, or receiver, that any is known of."""
    found: dict[str, float] = defaultdict(float)
    for pair in pairs:
        if pair.wait:
            found[pair.receiver if receivers else pair.sender] += pair.wait
    return found


def _basis(network: Network, view: View, drawn: Picture) -> str:
    text = gettext(
        "图上是主干：%(pairs)s对中的%(backbone)s对，即次数显著偏多的，加各方次数最多的一对。",
        pairs=figures.number(len(network.pairs)),
        backbone=figures.number(drawn.backbone),
    )
    if drawn.on_ways:
        text += gettext("突出的是最好的几条路径。")
    elif view.focus:
        text += gettext("焦点的交接全部画出。")
    return text + gettext("结论均待核实。")
