"""The pages that anyone reads."""
