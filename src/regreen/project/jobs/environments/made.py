"""An environment that a runner of environments makes, as it is written down."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from regreen.model.finding import FileEvidence

Part = tuple[tuple[str, ...], FileEvidence]
"""Words, and where they stand."""


class Order(Struct, frozen=True):
    """One thing that is done in an environment: a command, or what pip is asked to install at once.

    `certain`: it is done whenever the environment is used, and its failure counts.
    """

    parts: tuple[Part, ...]
    installs: bool = False
    certain: bool = True
    bare: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)


class Made(Struct, frozen=True):
    """An environment. `python` as `3.12`, empty where it is the one at hand; `directory` relative to the root.

    `allowed`: the programs from outside that may be run, None where any may; `own` is False where no environment
    is made and what is there already is used. `unknown` says what nobody can tell of it.
    """

    tool: str
    name: str
    place: FileEvidence
    directory: str
    orders: tuple[Order, ...] = ()
    python: str = ""
    allowed: tuple[str, ...] | None = None
    own: bool = True
    unknown: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
