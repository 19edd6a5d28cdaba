"""One request to a server that we have a token for, and the redirects that follow."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from regreen import __version__
from regreen.sources.github_errors import GitHubError, quoted
from regreen.sources.logfile import Data
from regreen.sources.spool import Spool
from regreen.sources.target import is_loopback

if TYPE_CHECKING:
    import ssl

    import httpx2

REDIRECT_LIMIT = 5

_REDIRECTS = (301, 302, 303, 307, 308)


class Reply(Struct, frozen=True):
    """An answer, read to its end."""

    status: int
    headers: httpx2.Headers
    body: Data


class Interrupted(Exception):  # noqa: N818 - no error of ours yet: it may be tried again
    """The connection failed or broke off."""


class Transport:
    """Sends requests to `home`, the address of an API, and follows where they lead. The token goes to the
    home's host and nowhere else; only https is spoken, except on this machine.
    """

    def __init__(self, home: str, token: str, timeout: float) -> None:
        import httpx2  # costs more than the rest of the program's start

        self.token = token
        self._local = is_loopback(home)
        home = self.join(home, "", "its API")
        self._check(home)
        self._origin = _origin(home)
        # A proxy of the environment must not get what is meant for this machine
        self._http = httpx2.Client(timeout=timeout, verify=_tls(), trust_env=not self._local)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def join(self, url: str, following: str, what: str) -> str:
        """The address that `following` means on the page `url`. Raises `GitHubError` where it is none."""
        try:
            joined = urljoin(url, following)
            _origin(joined)
        except ValueError:
            raise GitHubError(f"GitHub's address for {what} is not valid") from None
        return joined

    def is_home(self, url: str) -> bool:
        """True where the address is on the home's scheme, host and port."""
        return _origin(url) == self._origin

    def fetch(self, url: str, headers: dict[str, str], limit: int, what: str) -> Reply:
        """The answer at the end of the redirects, of at most `limit` bytes.

        `headers` go to the home only; the token stays behind at the first other host, for good. Raises
        `Interrupted` where the connection failed, `GitHubError` where an answer is refused by us.
        """
        at_home = True
        for _ in range(REDIRECT_LIMIT + 1):
            self._check(url)
            at_home = at_home and self.is_home(url)
            reply = self._send(url, self._headers(headers) if at_home else self._headers({}, ""), limit, what)
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not location:
                return reply
            url = self.join(url, location, what)
        raise GitHubError(f"GitHub redirects in circles for {what}")

    def _headers(self, headers: dict[str, str], token: str | None = None) -> dict[str, str]:
        token = self.token if token is None else token
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        return {"user-agent": f"regreen/{__version__}"} | headers | bearer

    def _send(self, url: str, headers: dict[str, str], limit: int, what: str) -> Reply:
        import httpx2

        try:
            with self._http.stream("GET", url, headers=headers) as response, Spool() as body:
                for piece in response.iter_bytes():
                    body.write(piece)
                    if body.size > limit:
                        raise GitHubError(f"GitHub's answer for {what} is larger than {limit >> 20} MiB")
                return Reply(response.status_code, response.headers, body.finish())
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Interrupted(quoted(str(error), self.token) or type(error).__name__) from None
        except httpx2.InvalidURL:
            raise GitHubError(f"GitHub's address for {what} is not valid") from None

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        local = parts.scheme == "http" and is_loopback(url) and self._local
        if not parts.hostname or not (parts.scheme == "https" or local):
            raise GitHubError(f"{quoted(f'{parts.scheme}://{parts.hostname}')} is not asked: only https is")


@functools.cache
def _tls() -> ssl.SSLContext:
    """The certificates to trust; reading them takes longer than a request, so clients share them."""
    import httpx2

    return httpx2.create_ssl_context()


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
