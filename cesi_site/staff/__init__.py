"""The back office: one module per desk, each view with the staff roles that it is for."""
