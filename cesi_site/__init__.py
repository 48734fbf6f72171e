"""The websites of CESI, OneManagement and MyCESI: one application, two languages, a policy that runs as code."""
