"""Tests of the members: their people, rights and file."""
