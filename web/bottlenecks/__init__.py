"""The page 堵点: pairs of departments ranked by the waiting between them, and why cases wait."""
