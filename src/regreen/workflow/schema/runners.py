"""GitHub-hosted runners: labels, and when their images went or go away.

Sources: GitHub Docs, "GitHub-hosted runners reference"; announcements in github.com/actions/runner-images
(issues labelled "Announcement"). As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct


class System(StrEnum):
    """The operating system of a runner."""

    LINUX = "Linux"
    MACOS = "macOS"
    WINDOWS = "Windows"


class Retirement(Struct, frozen=True):
    """When an image is gone, since when that is announced, and the label to use instead."""

    gone: date
    successor: str
    announced: date | None = None


_LINUX = (
    "ubuntu-latest ubuntu-slim ubuntu-26.04 ubuntu-26.04-arm ubuntu-24.04 ubuntu-24.04-arm ubuntu-22.04 "
    "ubuntu-22.04-arm ubuntu-latest-4-cores ubuntu-latest-8-cores ubuntu-latest-16-cores"
)
_MACOS = (
    "macos-latest macos-latest-large macos-latest-xlarge macos-26 macos-26-intel macos-26-large "
    "macos-26-xlarge macos-15 macos-15-intel macos-15-large macos-15-xlarge macos-14 macos-14-large "
    "macos-14-xlarge"
)
_WINDOWS = (
    "windows-latest windows-latest-8-cores windows-2025 windows-2025-vs2026 windows-2022 windows-11-arm"
)
HOSTED: Mapping[str, System] = {
    **dict.fromkeys(_LINUX.split(), System.LINUX),
    **dict.fromkeys(_MACOS.split(), System.MACOS),
    **dict.fromkeys(_WINDOWS.split(), System.WINDOWS),
}
"""Labels that GitHub's own runners answer to."""

SELF_HOSTED: Mapping[str, System | None] = {
    "self-hosted": None,
    "linux": System.LINUX,
    "macos": System.MACOS,
    "windows": System.WINDOWS,
    "x64": None,
    "arm": None,
    "arm64": None,
}
"""Labels that a self-hosted runner has without being given any."""

THIRD_PARTY = (
    "blacksmith",
    "buildjet-",
    "codebuild-",
    "depot-",
    "namespace-profile-",
    "nscloud-",
    "runs-on",
    "ubicloud",
    "warp-",
)
"""How the labels of services begin that rent out runners (each service's own documentation)."""

RETIRED: Mapping[str, Retirement] = {
    "ubuntu-16.04": Retirement(date(2021, 9, 20), "ubuntu-latest"),
    "ubuntu-18.04": Retirement(date(2023, 4, 3), "ubuntu-latest"),
    "ubuntu-20.04": Retirement(date(2025, 4, 15), "ubuntu-24.04"),
    "ubuntu-22.04": Retirement(date(2027, 4, 17), "ubuntu-24.04", date(2026, 9, 17)),
    "ubuntu-22.04-arm": Retirement(date(2027, 4, 17), "ubuntu-24.04-arm", date(2026, 9, 17)),
    "macos-10.15": Retirement(date(2022, 8, 30), "macos-latest"),
    "macos-11": Retirement(date(2024, 6, 28), "macos-latest"),
    "macos-12": Retirement(date(2024, 12, 3), "macos-latest"),
    "macos-13": Retirement(date(2025, 12, 4), "macos-15-intel"),
    "macos-13-large": Retirement(date(2025, 12, 4), "macos-15-large"),
    "macos-13-xlarge": Retirement(date(2025, 12, 4), "macos-15-xlarge"),
    "windows-2016": Retirement(date(2022, 3, 15), "windows-latest"),
    "windows-2019": Retirement(date(2025, 6, 30), "windows-2022"),
}
"""Labels whose image was or will be withdrawn."""

SHELLS: Mapping[str, frozenset[System]] = {
    "bash": frozenset(System),
    "pwsh": frozenset(System),
    "python": frozenset(System),
    "sh": frozenset({System.LINUX, System.MACOS}),
    "cmd": frozenset({System.WINDOWS}),
    "powershell": frozenset({System.WINDOWS}),
}
"""Shells that need no command line of their own, and where they exist (GitHub Docs, "Workflow syntax")."""
