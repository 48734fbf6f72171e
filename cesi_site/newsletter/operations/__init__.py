"""Writes of the newsletter: one function per act."""
