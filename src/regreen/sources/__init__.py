"""Where runs and their logs come from."""
