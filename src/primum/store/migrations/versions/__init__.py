"""The revisions, each a module with the number of the one before it."""
