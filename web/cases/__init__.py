"""Cases: their list, and one case with its steps, its waits and its deciding path."""
