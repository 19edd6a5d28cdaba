"""The project's own packaging and layout."""
