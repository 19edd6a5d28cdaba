"""Programs that GitHub's runner images do not have, and the steps that bring them.

Sources: the lists of software of github.com/actions/runner-images; the installation pages of the programs. As of
2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct


class Toolchain(Struct, frozen=True):
    """`actions` (the beginning of `uses:`, lower case) and `scripts` (a regular expression) bring the program; `step`
    are the lines of a step that does.
    """

    actions: tuple[str, ...]
    scripts: str
    step: tuple[str, ...]


_PIP = (
    r"(?:pip3?|pipx|uv tool|uv pip|brew|conda|mamba|apt|apt-get) (?:-\S+ )*install\b[^\n&|;]*(?<![\w.-])%s\b"
)
_NPM = r"(?:npm (?:install|i|add)\b[^\n&|;]*(?<![\w@/.-])%s\b|corepack (?:enable|prepare)|volta install %s)"

TOOLCHAINS: Mapping[str, Toolchain] = {
    "poetry": Toolchain(
        (
            "snok/install-poetry",
            "abatilo/actions-poetry",
            "gr1n/setup-poetry",
            "packetcoders/action-setup-cache-python",
        ),
        _PIP % "poetry" + "|install.python-poetry.org|get-poetry",
        ("run: pipx install poetry",),
    ),
    "uv": Toolchain(
        (
            "astral-sh/setup-uv",
            "hynek/setup-cached-uv",
            "yezz123/setup-uv",
            "eifinger/setup-uv",
            "jdx/mise-action",
        ),
        _PIP % "uv" + "|astral.sh/uv",
        ("uses: astral-sh/setup-uv@v7",),
    ),
    "pdm": Toolchain(
        ("pdm-project/setup-pdm",), _PIP % "pdm" + "|pdm-project.org", ("run: pipx install pdm",)
    ),
    "pipenv": Toolchain(("tiagovrtr/actions-pipenv",), _PIP % "pipenv", ("run: pipx install pipenv",)),
    "pnpm": Toolchain(
        ("pnpm/action-setup", "pnpm/setup", "jdx/mise-action", "wyvox/action-setup-pnpm"),
        _NPM.replace("%s", "pnpm") + "|get.pnpm.io",
        ("uses: pnpm/action-setup@v4",),
    ),
    "bun": Toolchain(
        ("oven-sh/setup-bun", "jdx/mise-action"), _NPM.replace("%s", "bun") + "|bun.sh/install", ()
    ),
    "just": Toolchain(
        ("extractions/setup-just", "taiki-e/install-action", "jdx/mise-action"),
        _PIP % "(?:just|rust-just)" + "|just.systems",
        (),
    ),
}
"""By the name of the program."""


@cache
def brought_by(tool: str) -> re.Pattern[str]:
    """What a script does that brings the program."""
    return re.compile(TOOLCHAINS[tool].scripts)
