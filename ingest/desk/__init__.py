"""What a clerk, a reviewer, an official can ask for: the use cases, for pages and terminal alike.

Each begins with who acts, and each is a function of the module that its subject names.
"""
