"""Accounts of members and staff: signing in, second factors, sessions, and the connection log."""
