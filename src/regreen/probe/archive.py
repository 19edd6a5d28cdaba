"""What is in a wheel, without fetching all of it: the directory at the end of its archive is read by ranges.

Sources: RFC 9110 section 14 (range requests), APPNOTE.TXT of the ZIP format (the central directory stands last).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of

if TYPE_CHECKING:
    import httpx2

_TAIL = 300_000  # bytes that are asked for at first
_WHOLE = 20_000_000  # bytes of a wheel whose server knows no ranges
_DATA = re.compile(r"^[^/]+\.data/(?:pure|plat)lib/")  # is unpacked beside the packages
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Wheels:
    """Lists of files of wheels, remembered by address."""

    def __init__(self, cache: Cache, budget: Budget, *, offline: bool = False) -> None:
        self._cache, self._budget, self._offline = cache, budget, offline

    def files(self, url: str) -> frozenset[str] | None:
        """The names in a wheel; None where nobody could read it."""
        key = key_of(["wheel", url])
        known = self._cache.get(key)
        if known is None:
            names = None if self._offline or self._budget.spent or not _askable(url) else self._read(url)
            if names is None:
                return None
            known = json.dumps(names).encode()
            self._cache.put(key, known)
        return frozenset(json.loads(known))

    def _read(self, url: str) -> list[str] | None:
        import httpx2

        try:
            with (
                httpx2.Client(timeout=min(30.0, self._budget.left), follow_redirects=True) as http,
                zipfile.ZipFile(_Remote(http, url)) as archive,
            ):
                return [_DATA.sub("", name) for name in archive.namelist()]
        except (httpx2.HTTPError, httpx2.InvalidURL, zipfile.BadZipFile, OSError, ValueError):
            return None


class _Remote(io.RawIOBase):
    """The end of a file behind an address; whoever reads before it gets further ranges."""

    def __init__(self, http: httpx2.Client, url: str) -> None:
        self._http, self._url, self._at = http, url, 0
        body, self._size = self._range(f"bytes=-{_TAIL}")
        self._start, self._body = self._size - len(body), body

    def seekable(self) -> bool:
        """Always."""
        return True

    def readable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Bytes from here on."""
        end = self._size if size is None or size < 0 else min(self._size, self._at + size)
        if self._at < self._start:
            more, _ = self._range(f"bytes={self._at}-{self._start - 1}")
            self._start, self._body = self._at, more + self._body
        found = self._body[self._at - self._start : end - self._start]
        self._at += len(found)
        return found

    def _range(self, wanted: str) -> tuple[bytes, int]:
        """The bytes of a range and the size of all; all of a file whose server knows no ranges."""
        with self._http.stream("GET", self._url, headers={"range": wanted}) as response:
            response.raise_for_status()
            limit = _WHOLE
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > limit:
                    raise OSError("the archive is too large")
            if response.status_code != 206:
                return body, len(body)
            return body, int(response.headers["content-range"].rpartition("/")[2])


def _askable(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
