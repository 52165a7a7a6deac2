"""A case drawn as lanes: one a department, bars on an axis of working days."""
