"""Organisations that joined CESI: their people, who may do what, and their file."""
