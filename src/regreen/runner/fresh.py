"""New folders that are gone when the run is, however it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from regreen.runner.watchdog import OWNER, owner


def fresh(place: Path, prefix: str, tell: Callable[[str], None]) -> Path:
    """A new folder in `place`, for its owner alone. The watchdog hears of it before it is made.

    Raises `OSError` where it cannot be made.
    """
    folder = place / f"{prefix}{secrets.token_hex(6)}"
    tell(f"remove {folder}")
    folder.mkdir(mode=0o700)
    (folder / OWNER).write_text(owner())
    return folder
