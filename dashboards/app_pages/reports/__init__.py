"""The page reports: documents to print and send."""
