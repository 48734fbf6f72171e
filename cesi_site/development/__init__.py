"""Pages that only exist on a developer's own machine: components, demo data, local mailbox."""
