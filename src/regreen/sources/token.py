"""The token for a GitHub host. It is never sent to a host it was not meant for, and never printed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from urllib.parse import urlsplit

from regreen.model.errors import SourceError

_ANSWER_TIME = 10  # seconds for `gh auth token`
_LONGEST = 1024  # characters


def find_token(explicit: str, environ: Mapping[str, str], host: str = "github.com") -> str:
    """The token to use for `host`, or an empty string.

    In this order: the one that was typed, the environment (`GH_TOKEN` and `GITHUB_TOKEN` for github.com
    and its subdomains, `GH_ENTERPRISE_TOKEN` and `GITHUB_ENTERPRISE_TOKEN` for a server of one's own),
    `gh auth token`. `GITHUB_TOKEN` also belongs to the server whose job we run in. Raises `SourceError`
    where what was given cannot be a token.
    """
    for candidate in (explicit, *_from_environment(environ, host)):
        if candidate.strip():
            return _checked(candidate.strip())
    return _checked(_from_gh(environ, host))


def is_github_com(host: str) -> bool:
    """True for github.com and for the hosts of its tenants (`*.ghe.com`)."""
    return host == "github.com" or host.endswith(".ghe.com")


def _from_environment(environ: Mapping[str, str], host: str) -> list[str]:
    server = urlsplit(environ.get("GITHUB_SERVER_URL", "")).netloc.lower()
    if is_github_com(host):
        names = ["GH_TOKEN", *(["GITHUB_TOKEN"] if server in ("", host) else [])]
    elif environ.get("GH_HOST", host).lower() == host:
        names = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
        names += ["GH_TOKEN", "GITHUB_TOKEN"] if server == host else []
    else:
        names = []
    return [environ.get(name, "") for name in names]


def _from_gh(environ: Mapping[str, str], host: str) -> str:
    """What the `gh` program has stored; empty where it is not installed or not logged in."""
    try:
        done = subprocess.run(
            ["gh", "auth", "token", "--hostname", host],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_TIME,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("ascii", "replace").strip() if done.returncode == 0 else ""


def _checked(token: str) -> str:
    """The token, if it can stand in a header; the sentence of the error does not quote it."""
    if len(token) > _LONGEST or not all("!" <= letter <= "~" for letter in token):
        raise SourceError("the GitHub token has characters or a length that no token has")
    return token
