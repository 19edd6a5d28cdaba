"""One small parser per tool whose output a CI log may hold."""
