"""What tests are written with: databases, an SMTP server, a client that checks every page."""
