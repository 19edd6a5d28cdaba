"""Which steps bring packages and tools: after the last of them a job can do without the network."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regreen.workflow.definitions import Step

_SCRIPT = re.compile(
    r"\b(?:pip[\d.]{0,5} (?:install|download|wheel)|uv (?:sync|pip|add|lock|venv|python|tool install|export)"
    r"|pipx install|poetry (?:install|add|lock|sync|update)|pdm (?:install|sync|add|update)|pipenv (?:install|sync)"
    r"|(?:conda|mamba|micromamba) (?:install|create|env|update)|(?:npm|pnpm|yarn) (?:ci|i|install|add)|yarn\s*$"
    r"|apt(?:-get)? [^\n]{0,60}(?:install|update)|brew install|playwright install|pre-commit install|spacy download"
    r"|make [^\n]{0,40}(?:install|setup|deps|init|bootstrap|dev)|curl|wget|git (?:clone|fetch|pull|submodule)"
    r"|docker (?:pull|build|compose)|tox|nox|hatch (?:env|run))\b",
    re.M,
)
_ACTION = re.compile(r"^\./|setup|install|checkout|cache|download|pre-commit/action|poetry", re.I)


def installs(step: Step) -> bool:
    """Whether a step may need the network to bring something."""
    if step.uses:
        return bool(_ACTION.search(step.uses))
    return bool(_SCRIPT.search(step.run or ""))


def last_install(steps: Sequence[Step]) -> int:
    """The number of the last step that brings something; -1 where none does."""
    return max((number for number, step in enumerate(steps) if installs(step)), default=-1)
