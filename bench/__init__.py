"""The benchmark: each job of the site beside its limit, measured in the same run."""
