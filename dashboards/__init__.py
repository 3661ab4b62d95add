"""The read side: pages that open the published snapshot read-only and never compute a score."""
