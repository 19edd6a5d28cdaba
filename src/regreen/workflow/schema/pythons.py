"""Versions of Python that setup-python has for a runner.

Source: `versions-manifest.json` of github.com/actions/python-versions as of 2026-08-12; release days from PEP 596,
619, 664, 693, 719, 745 and 790.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

Minor = tuple[int, int]

OLDEST: Mapping[str, Minor] = {
    "ubuntu-20.04": (3, 5),
    "ubuntu-22.04": (3, 7),
    "ubuntu-22.04-arm": (3, 8),
    "ubuntu-24.04": (3, 8),
    "ubuntu-24.04-arm": (3, 8),
    "ubuntu-26.04": (3, 10),
    "ubuntu-26.04-arm": (3, 10),
    "ubuntu-slim": (3, 8),
    "macos-14": (3, 8),
    "macos-15": (3, 8),
    "macos-26": (3, 8),
    "macos-latest": (3, 8),
    "macos-11": (3, 5),
    "macos-12": (3, 5),
    "macos-13": (3, 5),
    "macos-15-intel": (3, 5),
    "macos-26-intel": (3, 5),
    "windows-2019": (3, 5),
    "windows-2022": (3, 5),
    "windows-2025": (3, 5),
    "windows-latest": (3, 5),
    "windows-11-arm": (3, 11),
}
"""The oldest version there are builds of, by runner label."""

RELEASED: Mapping[Minor, date] = {
    (3, 10): date(2021, 10, 4),
    (3, 11): date(2022, 10, 24),
    (3, 12): date(2023, 10, 2),
    (3, 13): date(2024, 10, 7),
    (3, 14): date(2025, 10, 7),
    (3, 15): date(2026, 10, 1),
}
"""When a version was first released; before, it takes `allow-prereleases`."""
MACOS_ON_ARM = date(2024, 4, 29)
"""Since when `macos-latest` is an arm64 machine; the Intel ones before had what macOS 13 has."""
GONE_2_7 = date(2023, 6, 19)
"""When Python 2.7 was taken from the list."""

PYPY: tuple[tuple[str, str, date], ...] = (
    ("7.3.17", "", date(2024, 8, 28)),
    ("7.3.18", "3.11.11", date(2025, 2, 6)),
    ("7.3.19", "3.11.11", date(2025, 2, 26)),
    ("7.3.20", "3.11.13", date(2025, 7, 4)),
    ("7.3.21", "3.11.15", date(2026, 3, 13)),
    ("7.3.22", "", date(2026, 4, 29)),
)
"""The releases of PyPy, oldest first, with the Python 3.11 that each stands for, as uv counts them; the days of the
last two to within ten days.
"""
