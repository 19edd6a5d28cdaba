"""Causes that show as failing imports."""
