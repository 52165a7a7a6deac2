"""Measurements against the tools a user would pick instead; see README.md."""
