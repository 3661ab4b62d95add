"""The read side: queries, words, pages."""
