"""Where servers and what belongs to them lie from one run to the next: fetched programs, prepared data folders."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from regreen.runner.services.server import Account

_SYSTEM = Path("/var/cache/regreen")
_KEPT = 12  # prepared data folders
_STALE = 3600.0  # seconds after which a half-made one is nobody's


def lasting(cache: Path, account: Account) -> Path:
    """A folder that lasts and that the servers' account reaches: in the cache, else in the system's."""
    for folder in (cache / "services", _SYSTEM):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if account.reaches(folder / "x"):
                return folder
    return cache / "services"


def made(place: Path, key: str, make: Callable[[Path], None], tell: Callable[[str], None]) -> Path:
    """The folder `place/key`; `make` fills it the first time. Half-made ones are seen by nobody."""
    target = place / key
    if target.is_dir():
        with contextlib.suppress(OSError):
            os.utime(target)
        return target
    place.mkdir(parents=True, exist_ok=True)
    temporary = place / f".new-{secrets.token_hex(6)}"
    tell(f"remove {temporary}")
    temporary.mkdir(mode=0o700)
    try:
        make(temporary)
        with contextlib.suppress(FileExistsError, OSError):
            temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def packed(folder: Path) -> None:
    """Put the folder into one file beside it (`.tar`) and delete it: a thousand small files are slow to copy."""
    _tar("-cf", str(folder) + ".tar", "-C", str(folder), ".")
    shutil.rmtree(folder)


def unpacked(archive: Path, target: Path) -> None:
    """The files of a packed folder, with their owners. Raises `OSError`."""
    _tar("-xpf", str(archive), "-C", str(target))


def _tar(*words: str) -> None:
    done = subprocess.run(["tar", *words], capture_output=True, timeout=120, check=False)
    if done.returncode:
        raise OSError(done.stderr.decode("utf-8", "replace").strip())


def pruned(place: Path) -> None:
    """Delete what has not been used for longest, and what a run that died left half made."""
    entries = [(entry.stat().st_mtime, entry) for entry in place.iterdir()] if place.is_dir() else []
    whole = sorted((entry for entry in entries if not entry[1].name.startswith(".")), reverse=True)
    half = [entry for at, entry in entries if entry.name.startswith(".new-") and time.time() - at > _STALE]
    for entry in [*(entry for _, entry in whole[_KEPT:]), *half]:
        shutil.rmtree(entry, ignore_errors=True)
