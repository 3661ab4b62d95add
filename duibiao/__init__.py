"""The program, floor by floor: an import goes down the list in CONTRIBUTING.md, never up."""
