"""The formatters and linters that are known, by their programs, their hooks and their actions."""

from __future__ import annotations

_ALSO_HOOKS = frozenset(
    str.split(
        """
        black flake8 isort pylint codespell mypy autoflake yamllint doc8 sphinx-lint bandit docformatter
        pyupgrade blacken-docs reorder-python-imports add-trailing-comma
        """
    )
)
"""Programs whose hook has their name."""
TOOLS = _ALSO_HOOKS | {"ruff", "pycodestyle", "pyflakes"}
HOOKS = {
    **{name: name for name in _ALSO_HOOKS},
    "black-jupyter": "black",
    "ruff": "ruff check",
    "ruff-check": "ruff check",
    "ruff-format": "ruff format",
}
"""Hook -> what it calls."""
OWN_HOOKS = frozenset({"trailing-whitespace", "end-of-file-fixer"})
"""Hooks of pre-commit's own that are judged like a tool."""
COMPANIONS = ("flake8-", "pep8-naming", "types-")
"""How distributions begin that change what a tool says."""
ACTIONS = {
    "psf/black": ("black", "options", "--check --diff", "src", "."),
    "chartboost/ruff-action": ("ruff", "args", "check", "src", "."),
    "astral-sh/ruff-action": ("ruff", "args", "check", "src", "."),
    "py-actions/flake8": ("flake8", "args", "", "path", "."),
    "isort/isort-action": ("isort", "configuration", "--check-only --diff", "sort-paths", "."),
}
"""Action -> tool, input of its options, what they are without it, input of the paths, what they are without it."""
