"""What goes wrong on the way to a server for the tests."""


class NoServerError(Exception):
    """There is no Neo4j server to test with; the message says why and what to do."""
