"""What is read on these sites: counted for all without knowing who, measured as visits after a yes (F1, F5, F7, F8)."""
