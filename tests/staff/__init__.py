"""Tests of the back office, as a browser sees it."""
