"""From what staff write to what readers get: Markdown with blocks, as HTML and as text, in each language."""
