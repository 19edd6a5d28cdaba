"""Gates: linters, formatters, type checkers, coverage, security, documentation."""
