"""Answers kept between calls, so that an unchanged one costs no rate limit (ETag, RFC 9110 section 8.8.3)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

ANSWER_LIMIT = 2 * 1024**2  # bytes of one answer
COUNT_LIMIT = 1_000

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, etag TEXT, link TEXT, body BLOB, used REAL)"
)
_SURPLUS = "DELETE FROM answer WHERE key NOT IN (SELECT key FROM answer ORDER BY used DESC LIMIT ?)"


class Answer(Struct, frozen=True):
    """A JSON answer: its tag, the `Link` header, the body."""

    etag: str
    link: str
    body: bytes


def default_path(environ: Mapping[str, str]) -> Path:
    """Where the cache lies for this user (XDG Base Directory Specification)."""
    base = environ.get("XDG_CACHE_HOME", "")
    folder = Path(base) if base.startswith("/") else Path(environ.get("HOME") or Path.home()) / ".cache"
    return folder / "regreen" / "github.sqlite"


class EtagCache:
    """Answers by URL and token. The file holds no token and no hash of one alone; only its owner may read it.

    A cache that cannot be used is as good as none: nothing here raises.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            self._database = _open(path)

    def get(self, url: str, token: str) -> Answer | None:
        """The answer that this token got from this URL the last time."""
        if self._database is None:
            return None
        try:
            row = self._database.execute(
                "SELECT etag, link, body FROM answer WHERE key = ?", (_key(url, token),)
            ).fetchone()
        except sqlite3.Error:
            self._give_up()
            return None
        return Answer(*row) if row else None

    def put(self, url: str, token: str, answer: Answer) -> None:
        """Keep an answer; the ones used longest ago make room."""
        if self._database is None or not answer.etag or len(answer.body) > ANSWER_LIMIT:
            return
        row = (_key(url, token), answer.etag, answer.link, answer.body, time.time())
        try:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row)
                self._database.execute(_SURPLUS, (COUNT_LIMIT,))
        except sqlite3.Error:
            self._give_up()

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _give_up(self) -> None:
        self.close()
        _discard_if_broken(self._path)


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    database = sqlite3.connect(path, timeout=2)
    try:
        database.execute(_TABLE)
    except sqlite3.Error:
        database.close()
        _discard_if_broken(path)
        raise
    return database


def _discard_if_broken(path: Path) -> None:
    """Let the next call start afresh where the file is no database at all."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        if file.read(15) not in (b"", b"SQLite format 3"):
            path.unlink()


def _key(url: str, token: str) -> str:
    return hashlib.sha256(f"{token}\0{url}".encode()).hexdigest()
