"""Tests, in folders that mirror the rooms they hold, and tests of the whole system beside them."""
