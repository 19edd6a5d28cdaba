"""One use case a module: what every entry point calls."""
