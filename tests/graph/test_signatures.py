"""A store keeps the promises of its protocol to the letter."""

import inspect
from typing import Any

import pytest

from graph.local_store import LocalStore
from graph.neo4j_store import Neo4jStore
from graph.neo4j_walks import CypherWalks
from graph.store import GraphStore
from graph.walks import NetworkWalks, Walks


def methods(protocol: type) -> list[str]:
    """Return the names of its public methods."""
    return [n for n, value in vars(protocol).items() if callable(value) and not n.startswith("_")]


def signature(owner: type, name: str) -> inspect.Signature:
    """Return a signature whose annotations are the text that stands in the file."""
    found = inspect.signature(getattr(owner, name))

    def text(annotation: Any) -> str:
        return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)

    parameters = [one.replace(annotation=text(one.annotation)) for one in found.parameters.values()]
    return found.replace(parameters=parameters, return_annotation=text(found.return_annotation))


KEPT = [
    (protocol, kept, name)
    for protocol, kinds in {
        GraphStore: (LocalStore, Neo4jStore),
        Walks: (NetworkWalks, CypherWalks),
    }.items()
    for kept in kinds
    for name in methods(protocol)
]


def test_the_protocols_have_the_methods_that_are_compared() -> None:
    assert {"loads", "load", "add", "activate", "delete", "table", "fetch"} <= set(
        methods(GraphStore)
    )
    assert {"network", "neighbourhood", "routes", "rings"} == set(methods(Walks))


@pytest.mark.parametrize(("protocol", "kept", "name"), KEPT)
def test_a_method_has_the_parameters_and_defaults_of_the_protocol(
    protocol: type, kept: type, name: str
) -> None:
    promised, real = (signature(one, name) for one in (protocol, kept))
    assert real.parameters == promised.parameters
    assert inspect.getdoc(getattr(kept, name))


@pytest.mark.parametrize("name", methods(GraphStore))
def test_both_stores_promise_the_same_results(name: str) -> None:
    promised = signature(GraphStore, name).return_annotation
    for kept in (LocalStore, Neo4jStore):
        assert signature(kept, name).return_annotation == promised


def test_the_stores_have_the_same_public_methods_but_for_publishing() -> None:
    local, server = ({n for n in dir(k) if n[0] != "_"} for k in (LocalStore, Neo4jStore))
    assert local <= server
    assert server - local == {"publish"}
