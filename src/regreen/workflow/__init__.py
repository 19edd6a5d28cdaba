"""GitHub workflow files: YAML -> a tree with a span on every scalar."""
