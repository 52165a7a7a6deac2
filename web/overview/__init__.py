"""The first page: figures with their change, what to look at first, and the longest waits."""
