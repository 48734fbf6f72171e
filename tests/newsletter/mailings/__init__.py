"""Mailings: what is written, how it leaves, who gets it."""
