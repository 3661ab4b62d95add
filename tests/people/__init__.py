"""Tests of who acts: accounts, sessions, policy."""
