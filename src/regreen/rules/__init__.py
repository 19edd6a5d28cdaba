"""The rules: one file a cause, found and never registered."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from regreen.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every `RULE` below this package, ordered by id, with its module's docstring as its page."""
    return tuple(sorted(_load(), key=lambda rule: rule.id))


def _load() -> Iterator[Rule]:
    for info in pkgutil.walk_packages(__path__, f"{__name__}."):
        if info.ispkg or info.name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(info.name)
        rule: Rule = module.RULE
        yield replace(rule, doc=module.__doc__ or "")
