"""How a mailing leaves: one letter per language, made once and spliced for each recipient, over a few connections."""
