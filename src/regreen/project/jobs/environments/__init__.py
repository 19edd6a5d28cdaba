"""Environments that tox, nox and hatch make: what they install into them, and what they run there."""
