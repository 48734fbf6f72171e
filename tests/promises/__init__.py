"""The promises: that their list is complete and true, and tests of those that no single part keeps."""
