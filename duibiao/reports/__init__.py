"""Reports of schools and of the county: content as blocks, set as PDF, Word and Excel."""
