"""Jobs: files that wait for their turn, the worker that imports them, and what is told of it."""
