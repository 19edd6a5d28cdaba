"""Bytes of a log -> a run with jobs, steps and lines -> typed signals."""
