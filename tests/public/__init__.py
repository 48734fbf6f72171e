"""Tests of the pages that anyone reads."""
