"""The outside world becomes checked tables and a report of every row that was refused."""
