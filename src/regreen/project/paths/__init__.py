"""Paths that the jobs of a workflow name, and whether the checkout has them.

programs.program     a command -> the program that runs, behind `sudo`, `uv run`, `python -m`
named.named          what a program's arguments name: scripts, requirements, configurations, tests
made.made            what a command creates, and whether it may create anything
missing.missing_paths  the jobs of a repository, followed step by step -> the paths that are not there
"""
