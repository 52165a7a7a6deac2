"""Checked tables become a graph of handoffs, kept in a store, with the algorithms on it."""
