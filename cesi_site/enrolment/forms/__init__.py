"""The forms of enrolling, and of asking for a service or a training."""
