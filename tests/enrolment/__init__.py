"""Tests of the catalogue of trainings."""
