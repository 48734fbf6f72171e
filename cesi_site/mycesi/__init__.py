"""The member area: what an organisation's people see of their own organisation, and of themselves."""
