"""Databases, caches and servers that a job needs."""
