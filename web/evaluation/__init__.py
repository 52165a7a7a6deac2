"""Mutual evaluation: its pages, its reports, and the site of one department."""
