"""Tests of the policy, the cookie page and the purge."""
