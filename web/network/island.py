"""What the script of the page 协同图谱 draws with: positions, figures and words, nothing else."""

from typing import Any

from web.network.facts import Network
from web.network.picture import Drawn, Picture
from web.network.view import View


def island(network: Network, view: View, drawn: Picture) -> dict[str, Any]:
    """Return the picture as plain data; nodes are referred to by their number."""
    return {
        "width": drawn.room.width,
        "height": drawn.room.height,
        "focus": view.focus,
        "home": view.address(focus=None),
        "nodes": [_node(node) for node in drawn.nodes],
        "lines": [
            {
                "from": line.sender,
                "to": line.receiver,
                "bend": round(line.bend, 3),
                "width": line.width,
                "step": line.step,
                "lit": line.lit,
                "says": line.says,
                "href": line.address,
                "tag": [round(line.tag[0], 3), line.tag[3]] if line.tag else None,
            }
            for line in drawn.lines
        ],
        "captions": [[each.text, round(each.x, 1), round(each.y, 1)] for each in drawn.captions],
    }


def _node(drawn: Drawn) -> dict[str, Any]:
    return {
        "id": drawn.node.id,
        "label": drawn.node.label,
        "x": round(drawn.x, 1),
        "y": round(drawn.y, 1),
        "traffic": drawn.node.traffic,
        "named": drawn.named,
        "lit": drawn.lit,
        "look": drawn.look,
        "says": drawn.says,
        "href": drawn.address,
    }
