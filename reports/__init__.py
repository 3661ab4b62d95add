"""Reports to print and to send: read from the published snapshot, as PDF, Word and Excel."""
