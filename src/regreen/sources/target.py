"""Which run is meant: told by a URL, a number, or the repository on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from regreen.model.errors import InputError
from regreen.sources.token import is_github_com, server_of

_NAME = r"[A-Za-z0-9_.-]{1,100}"
_REPOSITORY = re.compile(rf"{_NAME}/{_NAME}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](?::\d{1,5})?")
_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
_ID = re.compile(r"\d{1,19}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class RunRequest(Struct, frozen=True):
    """Which run to fetch. What is empty or 0 does not matter; without any number it is the newest failing
    run of the branch, or of the commit where there is no branch. `attempt` 0 is the latest.
    """

    repository: str = ""
    run_id: int = 0
    job_id: int = 0
    attempt: int = 0
    pr: int = 0
    branch: str = ""
    sha: str = ""
    host: str = "github.com"

    def of(self, other: RunRequest) -> RunRequest:
        """The same request, in the repository of `other` where it names none itself."""
        if self.repository:
            return self
        return replace(self, repository=other.repository, host=other.host)


def parse_target(text: str) -> RunRequest:
    """The run that a person means by a URL, by an id, `#12`, `owner/name` or `owner/name#12`.

    Understands the addresses of runs, attempts, jobs, check runs, pull requests and commits, of github.com,
    of a server of one's own, and of the API. Raises `InputError` where it is none of these.
    """
    text = text.strip()
    if "://" in text:
        return _parse_url(text)
    repository, mark, number = text.rpartition("#")
    if mark and _ID.fullmatch(number) and (not repository or _is_repository(repository)):
        return RunRequest(repository, pr=int(number))
    if _ID.fullmatch(text):
        return RunRequest(run_id=int(text))
    if _is_repository(text):
        return RunRequest(text)
    raise _unknown(text)


def api_base(host: str, environ: Mapping[str, str]) -> str:
    """Where the API of a host is. Inside a job the runner has told it; else it follows from the name."""
    if server_of(environ) == host and environ.get("GITHUB_API_URL"):
        return environ["GITHUB_API_URL"]
    if is_github_com(host):
        return f"https://api.{host}"
    scheme = "http" if is_loopback(f"http://{host}") else "https"
    return f"{scheme}://{host}/api/v3"


def is_loopback(url: str) -> bool:
    """True where the address can only be this machine."""
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def is_host(text: str) -> bool:
    """True where the text can be a host, perhaps with a port."""
    return _HOST.fullmatch(text) is not None


def _is_repository(text: str) -> bool:
    return _REPOSITORY.fullmatch(text) is not None and not {".", ".."} & set(text.split("/"))


def _unknown(text: str) -> InputError:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)[:200]
    return InputError(f"{shown or 'an empty text'} is not the address or the number of a GitHub run")


def _parse_url(text: str) -> RunRequest:
    try:
        url = urlsplit(text)
        host = url.netloc.rpartition("@")[2].lower()
    except ValueError:
        raise _unknown("that") from None
    shown = f"{url.scheme}://{host}{url.path}"
    parts = [unquote(part) for part in url.path.split("/") if part]
    if parts[:2] == ["api", "v3"]:
        parts = parts[2:]
    if parts[:1] == ["repos"]:
        parts, host = parts[1:], host.removeprefix("api.")
    repository = "/".join(parts[:2]).removesuffix(".git")
    if url.scheme not in ("https", "http") or not is_host(host) or not _is_repository(repository):
        raise _unknown(shown)
    host = host.removeprefix("www.")
    request = _parse_page(RunRequest(repository, host=host), parts[2:], parse_qs(url.query))
    if request is None:
        raise _unknown(shown)
    return request


def _parse_page(base: RunRequest, page: list[str], query: dict[str, list[str]]) -> RunRequest | None:
    """The request for a page of a repository; None where the page is about no run."""
    check = _number(query.get("check_run_id", [""])[0])
    match page:
        case ["actions", "runs", run, *rest] if _number(run):
            return _parse_run(replace(base, run_id=_number(run)), rest)
        case ["actions", "jobs", job, *_] | ["runs" | "check-runs", job, *_] if _number(job):
            return replace(base, job_id=_number(job))
        case ["pull" | "pulls", _, "checks", *_] if check:
            return replace(base, job_id=check)
        case ["pull" | "pulls", _, "commits", sha, *_] if _SHA.fullmatch(sha):
            return replace(base, sha=sha.lower())
        case ["pull" | "pulls", pr, *_] if _number(pr):
            return replace(base, pr=_number(pr))
        case ["commit" | "commits", sha, *_] if _SHA.fullmatch(sha):
            return replace(base, sha=sha.lower())
        case ["tree", *branch] if branch:
            return replace(base, branch="/".join(branch))
        case [] | ["actions"] | ["actions", "workflows", *_]:
            return base
    return None


def _parse_run(request: RunRequest, rest: list[str]) -> RunRequest:
    match rest:
        case ["attempts", attempt, *_] if _number(attempt):
            return replace(request, attempt=_number(attempt))
        case ["job" | "jobs", job, *_] if _number(job):
            return replace(request, job_id=_number(job))
    return request


def _number(text: str) -> int:
    return int(text) if _ID.fullmatch(text) and text.isascii() else 0
