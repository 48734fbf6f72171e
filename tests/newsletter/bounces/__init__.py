"""Reports of mail servers, and mails that only look like them, written for these tests after the formats in use."""
