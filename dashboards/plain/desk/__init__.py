"""The desk without script: what a clerk comes for, in any browser, also where streams are cut."""
