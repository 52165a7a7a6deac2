"""Pages, HTTP API and files: every answer to a person or a program."""
