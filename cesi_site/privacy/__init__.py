"""What visitors read about their data, and what makes it true: the policy, the cookies, the nightly purge."""
