"""Tests of what staff write for the public pages."""
