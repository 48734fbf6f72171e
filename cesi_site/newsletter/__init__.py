"""The newsletter: who receives it, what is mailed, what comes back."""
