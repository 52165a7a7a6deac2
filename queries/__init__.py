"""The questions a planner asks, each defined once."""
