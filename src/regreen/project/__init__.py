"""Facts about a repository at a commit, read from what git tracks."""
