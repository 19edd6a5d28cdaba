"""The errors regreen raises on purpose.

RegreenError
├── InputError          the input cannot be read (exit code 2)
│   ├── ArchiveError    a zip that is broken, too large or wants to leave its folder
│   └── ConfigError     [tool.regreen] is not valid
├── SourceError         a CI service refused or did not answer (exit code 2)
├── StoreError          the history cannot be opened, read or written (exit code 2)
└── PatchError          an edit does not fit the text any more
"""

from __future__ import annotations


class RegreenError(Exception):
    """Base of every error that regreen raises on purpose; its text is one sentence for a person."""


class InputError(RegreenError):
    """The input cannot be read; the sentence says what and where."""


class ArchiveError(InputError):
    """A zip archive is broken, too large, or names files outside its folder."""


class ConfigError(InputError):
    """`[tool.regreen]` in pyproject.toml is not valid."""


class SourceError(RegreenError):
    """A CI service refused or did not answer."""


class PatchError(RegreenError):
    """An edit overlaps another or does not fit the text any more."""


class StoreError(RegreenError):
    """The history cannot be opened, read or written; the sentence says which and what to do."""
