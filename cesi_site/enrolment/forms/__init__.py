"""The forms of enrolling."""
