"""What GitHub's images no longer have: programs, and Ubuntu packages under their old names.

Sources: announcements in github.com/actions/runner-images; Ubuntu's package lists (`noble` renamed libraries for
64-bit time, "t64"). As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

COMPOSE_V1_GONE = date(2024, 7, 29)
"""The day `docker-compose` (version 1) left the Ubuntu images."""

LATEST: tuple[tuple[date, str], ...] = (
    (date(2026, 12, 31), "26.04"),
    (date(2025, 1, 17), "24.04"),
    (date(2022, 12, 1), "22.04"),
    (date(2021, 3, 1), "20.04"),
)
"""Since when `ubuntu-latest` surely is which release, the newest first."""

PACKAGES: Mapping[str, tuple[str, str]] = {
    "libasound2": ("24.04", "libasound2t64"),
    "libgl1-mesa-glx": ("24.04", "libgl1"),
    "libegl1-mesa": ("24.04", "libegl1"),
    "libgles2-mesa": ("24.04", "libgles2"),
    "libgconf-2-4": ("24.04", ""),
    "libappindicator1": ("22.04", "libayatana-appindicator1"),
    "libappindicator3-1": ("22.04", "libayatana-appindicator3-1"),
    "libwebkit2gtk-4.0-dev": ("24.04", "libwebkit2gtk-4.1-dev"),
    "libwebkit2gtk-4.0-37": ("24.04", "libwebkit2gtk-4.1-0"),
    "libncurses5": ("24.04", "libncurses6"),
    "libtinfo5": ("24.04", "libtinfo6"),
    "libssl1.1": ("22.04", "libssl3"),
    "libffi7": ("22.04", "libffi8"),
    "libicu66": ("22.04", "libicu-dev"),
    "libicu70": ("24.04", "libicu-dev"),
    "python3-distutils": ("24.04", "python3-setuptools"),
    "python2": ("24.04", ""),
    "python-dev": ("22.04", "python3-dev"),
    "netcat": ("24.04", "netcat-openbsd"),
}
"""Packages with no candidate for installation since a release of Ubuntu, and what to install instead."""


def release_of(label: str, today: date) -> str:
    """The Ubuntu release behind a runner's label, such as `24.04`; empty where nobody knows."""
    name = label.lower().removesuffix("-arm")
    if name == "ubuntu-latest":
        return next((release for since, release in LATEST if since <= today), "")
    release = name.removeprefix("ubuntu-")
    return release if name.startswith("ubuntu-") and release.replace(".", "").isdigit() else ""
