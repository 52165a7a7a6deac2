"""Mutual evaluation of departments: the ratings, what is estimated from them, what may be shown."""
