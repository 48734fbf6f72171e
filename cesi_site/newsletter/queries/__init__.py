"""Reads of the newsletter. `queries.subscriptions` has those about readers."""
