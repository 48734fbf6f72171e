"""What staff write for the public pages: services and news, each in Dutch and in French."""
