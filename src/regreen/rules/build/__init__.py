"""Compilers, bundlers and image builds that fail."""
