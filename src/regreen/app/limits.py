"""How far `fix --until-green` may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.app.suspects import TIMES

if TYPE_CHECKING:
    from regreen.probe.probes import Probes

ROUNDS = 8
BUDGET = 3600.0  # seconds


class Limits(Struct, frozen=True, kw_only=True):
    """`only` are patterns of rule ids; `rounds` is how often a patch may be made, `seconds` the wall time for
    everything; a green result of something flaky has to repeat `times` times; `probes` are asked what only real
    tools know, anew for each diagnosis.
    """

    unsafe: bool = False
    only: tuple[str, ...] = ()
    rounds: int = ROUNDS
    seconds: float = BUDGET
    times: int = TIMES
    as_of: date | None = None
    probes: Callable[[], Probes | None] = lambda: None
