"""The JSON answers, one module a version: a version is extended, never changed."""
