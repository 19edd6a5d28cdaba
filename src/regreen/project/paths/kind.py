"""What a command wants a path for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a path is wanted for."""

    SCRIPT = "script"
    REQUIREMENTS = "requirements"
    TESTS = "tests"
    SOURCES = "sources"
    CONFIG = "configuration"
    WANTED = "wanted file"
    DEMANDED = "demanded"
    FOLDER = "folder"
    CACHE = "cache"
    VERSION = "version file"
    LOCK = "lock file"
    MANIFEST = "manifest"
