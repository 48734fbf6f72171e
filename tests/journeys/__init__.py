"""Journeys: a real browser, a real server with its worker, real mail."""
