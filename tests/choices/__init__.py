"""What people chose."""
