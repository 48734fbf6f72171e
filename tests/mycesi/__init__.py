"""Tests of the member area, as a browser sees it."""
