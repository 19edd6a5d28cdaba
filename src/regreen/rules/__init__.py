"""The rules: one file a cause, found and never registered."""
