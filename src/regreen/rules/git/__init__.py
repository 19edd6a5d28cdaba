"""What git and its servers refuse."""
