"""The contact router."""
