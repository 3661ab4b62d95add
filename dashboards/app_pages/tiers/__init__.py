"""The page tiers: who reaches which tier, and who is put forward."""
