"""A store keeps the promises of its protocol to the letter."""

import inspect

import pytest

from graph.local_store import LocalStore
from graph.store import GraphStore

METHODS = [
    name for name, value in vars(GraphStore).items() if callable(value) and not name.startswith("_")
]


def test_the_protocol_has_the_methods_that_are_compared() -> None:
    assert {"loads", "load", "add", "activate", "delete", "table", "fetch"} <= set(METHODS)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_the_parameters_and_defaults_of_the_protocol(name: str) -> None:
    promised, kept = getattr(GraphStore, name), getattr(LocalStore, name)
    assert inspect.signature(kept) == inspect.signature(promised)
    assert inspect.getdoc(kept)
