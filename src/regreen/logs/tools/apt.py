"""Package managers of operating systems: apt and dpkg, Homebrew, Chocolatey, apk, dnf and yum.

Formats as apt's `apt-pkg/` and `cmdline/`, Homebrew's `exceptions.rb`, `choco`, apk-tools and dnf write them.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_NET = Category.FLAKY_NETWORK

TOOL = phrasebook(
    "apt",
    (
        phrase("system-package-missing", _DEPS, "Unable to locate package", r"E: Unable to locate package (?P<subject>\S+)"),
        phrase("system-package-missing", _DEPS, "has no installation candidate", r"E: Package '?(?P<subject>[^' ]+)'? has no installation candidate"),
        phrase("system-package-missing", _DEPS, "Couldn't find any package by", r"E: Couldn't find any package by (?:glob|regex) '(?P<subject>[^']+)'"),
        phrase("system-package-missing", _DEPS, "was not found", r"E: Version '[^']+' for '(?P<subject>[^']+)' was not found"),
        phrase("system-package-missing", _DEPS, "does not have a Release file", r"E: The repository '(?P<subject>[^']+)' (?:does not have|no longer has) a Release file"),
        phrase("system-package-missing", _DEPS, "No available formula", r"(?:Error|Warning): No available (?:formula|cask).* with the name \"(?P<subject>[^\"]+)\""),
        phrase("system-package-missing", _DEPS, "was not found with the source(s) listed", r"^\s*(?P<subject>\S+) (?:not installed\. The package|package) was not found with the source\(s\) listed"),
        phrase("system-package-missing", _DEPS, "(no such package)", r"^\s*(?P<subject>\S+) \(no such package\)"),
        phrase("system-package-missing", _DEPS, ("Unable to find a match", "No match for argument"), r"^(?:Error: )?Unable to find a match: (?P<subject>.+)$"),
        phrase("system-packages-conflict", _DEPS, "you have held broken packages", r"E: Unable to correct problems, you have held broken packages"),
        phrase("system-packages-conflict", _DEPS, "Unmet dependencies", r"E: Unmet dependencies"),
        phrase("system-package-lock", Category.INFRA_RUNNER, ("Could not get lock", "Unable to acquire the dpkg frontend lock"), r"E: (?:Could not get lock (?P<subject>\S+?)\.|Unable to acquire the dpkg frontend lock)", unless=("Waiting for",)),
        phrase("system-package-missing", _DEPS, "E: Failed to fetch", r"E: Failed to fetch (?P<subject>\S+)\s+(?P<text>404 .*)$"),
        phrase("download-failed", _NET, "E: Failed to fetch", r"E: Failed to fetch (?P<subject>\S+)\s+(?P<text>.*)$"),
        phrase("download-failed", _NET, "Hash Sum mismatch", r"E: .*Hash Sum mismatch"),
        phrase("download-failed", _NET, "Some index files failed to download", r"^E: Some index files failed to download"),
        phrase("signing-key-missing", _DEPS, ("NO_PUBKEY", "is not signed."), r"E: (?:The repository '(?P<subject>[^']+)' is not signed|GPG error: (?P<text>.+))"),
        phrase("system-package-failed", Category.OTHER, "Sub-process /usr/bin/dpkg returned", r"E: Sub-process /usr/bin/dpkg returned an error code"),
    ),
)  # fmt: skip
