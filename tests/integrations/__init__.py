"""Services of other companies, which an operator may switch on."""
