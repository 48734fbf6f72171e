"""The contact router (promises E1 to E3, L1): a visitor's message reaches the team of its topic."""
