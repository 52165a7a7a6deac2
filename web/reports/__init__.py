"""Documents to hand out: what they say, and the same as Word, PDF and Excel."""
