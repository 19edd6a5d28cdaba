"""Causes that show as failing tests."""
