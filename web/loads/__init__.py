"""Loads: their list, files that are sent, and the report of what was read and refused."""
