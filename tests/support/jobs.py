"""Small repositories with a workflow whose jobs run here without installing anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from support.command import git, repository

CI = ".github/workflows/ci.yml"
PYTEST = str(Path(pytest.__file__).parents[1])
"""Where pytest lies: jobs take it from here."""
TESTS = "python -m pytest -q -p no:cacheprovider"
HEAD = f"""\
name: CI
on: push
env:
  PYTHONPATH: {PYTEST}
  PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1"
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
"""
UV = "      - uses: astral-sh/setup-uv@v6\n"


def workflow(*scripts: str, tail: str = "") -> str:
    """A workflow with one job, `test`, and a step for each script; with uv where one calls it."""
    uv = UV if any(script.startswith("uv ") for script in scripts) else ""
    return HEAD + uv + "".join(f"      - run: {script}\n" for script in scripts) + tail


def start(folder: Path, files: Mapping[str, str], *scripts: str, tail: str = "") -> str:
    """A repository with these files and that workflow; its commit."""
    return repository(folder, {CI: workflow(*scripts, tail=tail), **files})


def commit(folder: Path, message: str, files: Mapping[str, str]) -> str:
    """One more commit; its hash."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
