"""The newsletter."""
