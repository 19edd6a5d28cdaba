"""What only says that something ended badly."""
