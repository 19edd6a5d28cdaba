"""Probes that ask a package index of the test's own and remember nothing of other tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regreen.probe.probes import Probes
from support.package_index import Release, served


@contextmanager
def probing(
    releases: list[Release], folder: Path, *, red: str = "", green: str = "", offline: bool = False
) -> Iterator[Probes]:
    """Probes as of the days `red` and `green`."""
    with served(releases) as address, pytest.MonkeyPatch.context() as patch:
        for name in (
            "PIP_INDEX_URL",
            "PIP_EXTRA_INDEX_URL",
            "PIP_FIND_LINKS",
            "UV_INDEX_URL",
            "UV_CONFIG_FILE",
        ):
            patch.delenv(name, raising=False)
        patch.setenv("UV_DEFAULT_INDEX", address)
        patch.setenv("UV_CACHE_DIR", str(folder / "uv"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        yield Probes(moment=day(red), green=day(green), offline=offline)


def day(text: str) -> datetime | None:
    """The end of a day."""
    return datetime.fromisoformat(f"{text}T23:59:59").replace(tzinfo=UTC) if text else None
