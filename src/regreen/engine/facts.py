"""Facts, computed once and only when somebody asks.

A fact is a value with a name; a function asks for facts by the names of its parameters. A provider may ask for
other facts in the same way; a name that nobody provides is an error that names the asker.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any


class UnknownFactError(LookupError):
    """Somebody asks for a fact that nobody provides, or two providers ask for each other."""


@cache
def parameters(function: Callable[..., object]) -> tuple[str, ...]:
    """Names of the facts a function asks for."""
    return tuple(inspect.signature(function).parameters)


class Facts:
    """Values given at the start, and providers called when their value is first wanted."""

    def __init__(self, given: Mapping[str, object], providers: Mapping[str, Callable[..., object]]) -> None:
        self._values: dict[str, object] = dict(given)
        self._providers = providers
        self._pending: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self._providers

    def get(self, name: str, asker: str) -> object:
        """The fact; `asker` is named when there is none."""
        if name in self._values:
            return self._values[name]
        provider = self._providers.get(name)
        if provider is None:
            raise UnknownFactError(f"{asker} asks for the fact '{name}', which nobody provides")
        if name in self._pending:
            raise UnknownFactError(f"{asker} asks for the fact '{name}', which depends on itself")
        self._pending.add(name)
        try:
            value = self._values[name] = self.call(provider, f"fact '{name}'")
        finally:
            self._pending.discard(name)
        return value

    def call(self, function: Callable[..., Any], asker: str, **own: object) -> Any:
        """Call a function with the facts it asks for; `own` are values only this call has."""
        wanted = parameters(function)
        return function(**{name: own[name] if name in own else self.get(name, asker) for name in wanted})
