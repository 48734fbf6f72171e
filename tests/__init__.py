"""The tests: they mirror the folders of `cesi_site/`."""
