"""The rules: one file a cause, found and never registered."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from msgspec.structs import replace

from regreen.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every `RULE` below this package, ordered by id, with its module's docstring as its page."""
    return tuple(sorted(_load(), key=lambda rule: rule.id))


def group_of(rule_id: str) -> str:
    """The folder that a rule stands in. Raises `KeyError` when there is no such rule."""
    return _groups()[rule_id]


@cache
def _groups() -> dict[str, str]:
    return {module.RULE.id: module.__name__.split(".")[-2] for module in _modules()}


def _load() -> Iterator[Rule]:
    for module in _modules():
        rule: Rule = module.RULE
        yield replace(rule, doc=module.__doc__ or "")


@cache
def _modules() -> tuple[ModuleType, ...]:
    found = pkgutil.walk_packages(__path__, f"{__name__}.")
    names = (info.name for info in found if not info.ispkg)
    return tuple(
        importlib.import_module(name) for name in names if not name.rpartition(".")[2].startswith("_")
    )
