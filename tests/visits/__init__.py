"""What is read on these sites."""
