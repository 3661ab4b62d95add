"""The county's tables in the long form."""
