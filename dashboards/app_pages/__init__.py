"""The pages, a folder each: all of a page in one place."""
