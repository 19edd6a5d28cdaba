"""A thin client of GitHub's REST API: retries, rate limits, pages, a cache; it knows no endpoint by name."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

import msgspec

from regreen.sources.github_errors import GitHubError, limited, refusal
from regreen.sources.github_types import ErrorPayload
from regreen.sources.http_cache import Answer, EtagCache
from regreen.sources.logfile import Data, Say, silent
from regreen.sources.retry import ATTEMPTS, Wait, backoff, wait_for
from regreen.sources.transport import Interrupted, Reply, Transport

JSON_LIMIT = 32 * 1024**2  # bytes of one answer
DOWNLOAD_LIMIT = 2 * 1024**3  # bytes of one log or archive
PAGE_LIMIT = 50
MAX_WAIT = 60.0  # seconds that a rate limit may hold us up at once

_HEADERS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
_T = TypeVar("_T")


class GitHubClient:
    """Asks one GitHub host. `base_url` is that of its API; the token goes there and nowhere else.

    `max_wait` (seconds) bounds how long a rate limit may hold us up at once; `on_progress` hears of every
    wait. `sleep`, `now` and `jitter` stand in for the clock and the dice. Not for use by several threads.
    """

    def __init__(
        self,
        base_url: str = "https://api.github.com",
        token: str = "",
        *,
        cache: EtagCache | None = None,
        max_wait: float = MAX_WAIT,
        timeout: float = 30.0,
        on_progress: Say = silent,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.say = on_progress
        self._token = token
        self._cache = cache
        self._max_wait = max_wait
        self._sleep, self._now, self._jitter = sleep, now, jitter
        self._transport = Transport(self.base_url, token, timeout)

    def __repr__(self) -> str:
        return f"GitHubClient({self.base_url!r}, {'with' if self._token else 'without'} a token)"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and cache."""
        self._transport.close()
        if self._cache is not None:
            self._cache.close()

    def get(self, path: str, kind: type[_T], what: str, **query: str | int) -> _T:
        """The answer for a path of the API. `what` names it in errors. Raises `GitHubError`."""
        return _decoded(self._json(self._url(path, query), what).body, kind, what)

    def pages(self, path: str, kind: type[_T], what: str, **query: str | int) -> Iterator[_T]:
        """The pages of a list, as long as the caller wants them. Raises `GitHubError`."""
        url = self._url(path, query)
        for _ in range(PAGE_LIMIT):
            answer = self._json(url, what)
            yield _decoded(answer.body, kind, what)
            following = _next_link(answer.link)
            if not following:
                return
            url = self._transport.join(url, following, what)
            if not self._transport.is_home(url):
                raise GitHubError(f"GitHub's next page of {what} lies on another host, and is not followed")

    def download(self, path: str, what: str) -> Data:
        """The bytes behind a path, wherever it leads. Raises `GitHubError`."""
        return self._ask(self._url(path, {}), {}, DOWNLOAD_LIMIT, what).body

    def _url(self, path: str, query: dict[str, str | int]) -> str:
        return f"{self.base_url}/{path}" + (f"?{urlencode(query)}" if query else "")

    def _json(self, url: str, what: str) -> Answer:
        kept = self._cache.get(url, self._token) if self._cache else None
        reply = self._ask(url, {"if-none-match": kept.etag} if kept else {}, JSON_LIMIT, what)
        if reply.status == 304 and kept:
            answer = kept
        else:
            etag, link = reply.headers.get("etag", ""), reply.headers.get("link", "")
            answer = Answer(etag if etag.isascii() else "", link, bytes(reply.body))
        if self._cache:
            self._cache.put(url, self._token, answer)
        return answer

    def _ask(self, url: str, headers: dict[str, str], limit: int, what: str) -> Reply:
        """The answer for a URL, after as many attempts as make sense. Raises `GitHubError` for a refusal."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = self._transport.fetch(url, _HEADERS | headers, limit, what)
            except Interrupted as interruption:
                if attempt == ATTEMPTS:
                    raise GitHubError(f"GitHub does not answer for {what}: {interruption}") from None
                self._pause(Wait(backoff(attempt, self._jitter())), str(interruption))
                continue
            if reply.status in (200, 304):
                return reply
            self._pause(self._wait(reply, attempt, what), f"it answers {reply.status}")
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, reply: Reply, attempt: int, what: str) -> Wait:
        """How long to wait after this answer. Raises `GitHubError` where that is of no use, or too long."""
        message = _message(reply)
        wait = wait_for(reply.status, reply.headers, message, attempt, self._now(), self._jitter())
        if wait and attempt < ATTEMPTS and wait.seconds <= self._max_wait:
            return wait
        if wait and wait.limited:
            raise limited(wait.seconds, self._now(), self._token)
        raise refusal(reply.status, reply.headers, message, what, self._token)

    def _pause(self, wait: Wait, reason: str) -> None:
        why = "its rate limit is used up" if wait.limited else reason
        self.say(f"waiting {wait.seconds:.0f} s for GitHub ({why})")
        self._sleep(wait.seconds)


def _next_link(header: str) -> str:
    """The address with `rel="next"` in a Link header (RFC 8288)."""
    for item in header.split(","):
        address, _, parameters = item.partition(";")
        if 'rel="next"' in parameters:
            return address.strip().strip("<>")
    return ""


def _message(reply: Reply) -> str:
    try:
        return msgspec.json.decode(bytes(reply.body[:65_536]), type=ErrorPayload).message
    except (msgspec.DecodeError, RecursionError):
        return ""


def _decoded(body: bytes, kind: type[_T], what: str) -> _T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise GitHubError(f"GitHub's answer for {what} is not what was expected ({error})") from None
