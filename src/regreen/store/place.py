"""Where the history is: the address that was typed or configured, else below the user's data folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

FILE = "history.db"
_ADDRESS = re.compile(r"(postgres(?:ql)?)(?:\+\w+)?://")
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")
_FILES = (".db", ".sqlite", ".sqlite3")


class Place(Struct, frozen=True):
    """A history: the address for SQLAlchemy, and, where it is a file, that file."""

    url: str
    file: Path | None = None

    @property
    def shown(self) -> str:
        """How messages call it; never with a password."""
        return str(self.file) if self.file else _PASSWORD.sub(r"\1:***@", self.url)

    @property
    def there(self) -> bool:
        """Whether there may be something to read."""
        return self.file is None or self.file.exists()

    @property
    def blobs(self) -> Path | None:
        """The folder of logs beside the file; None where the database holds them itself."""
        return self.file.with_name(f"{self.file.stem}-logs") if self.file else None


def find_place(environ: Mapping[str, str], configured: str = "", base: Path = Path()) -> Place:
    """`REGREEN_STORE`, else what `[tool.regreen]` says (relative to `base`), else `regreen/history.db` in the data
    folder of the user (XDG Base Directory Specification).
    """
    if environ.get("REGREEN_STORE"):
        return place_of(environ["REGREEN_STORE"], Path())
    if configured:
        return place_of(configured, base)
    home = Path(environ.get("HOME") or Path.home())
    data = environ.get("XDG_DATA_HOME") or ""
    return place_of(
        str((Path(data) if data.startswith("/") else home / ".local" / "share") / "regreen"), base
    )


def place_of(text: str, base: Path) -> Place:
    """The history at an address of PostgreSQL, in a folder, or in a file (by its suffix)."""
    if match := _ADDRESS.match(text):
        return Place("postgresql+psycopg://" + text[match.end() :])
    path = base / Path(text).expanduser()
    file = path if path.suffix in _FILES else path / FILE
    return Place(f"sqlite:///{file}", file)
