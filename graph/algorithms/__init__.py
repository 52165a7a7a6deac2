"""Algorithms on handoffs: values in, values out; no store, no clock of their own."""
