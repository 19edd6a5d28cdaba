"""The token for a GitHub host. It is never sent to a host it was not meant for, and never printed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from urllib.parse import urlsplit

from regreen.model.errors import SourceError

_ANSWER_TIME = 10  # seconds for `gh auth token`
_LONGEST = 1024  # characters
_ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
_VARIABLES = ("GH_TOKEN", "GITHUB_TOKEN", *_ENTERPRISE)


def find_token(explicit: str, environ: Mapping[str, str], host: str = "github.com") -> str:
    """The token to use for `host`, or an empty string.

    In this order: the one that was typed, the environment (`GH_TOKEN` and `GITHUB_TOKEN` for github.com
    and its tenants; `GH_ENTERPRISE_TOKEN` and `GITHUB_ENTERPRISE_TOKEN` for the server that `GH_HOST` names
    or whose job we run in), `gh auth token`. The host may come from a stranger's repository: a token goes
    to a host only where its owner said so. Raises `SourceError` where what was given cannot be a token.
    """
    for candidate in (explicit, *_from_environment(environ, host)):
        if candidate.strip():
            return _checked(candidate.strip())
    return _checked(_from_gh(environ, host))


def is_github_com(host: str) -> bool:
    """True for github.com and for the hosts of its tenants (`*.ghe.com`)."""
    return host == "github.com" or host.endswith(".ghe.com")


def server_of(environ: Mapping[str, str]) -> str:
    """The host of the server whose job we run in; empty outside of a job."""
    try:
        return urlsplit(environ.get("GITHUB_SERVER_URL", "")).netloc.lower()
    except ValueError:
        return ""


def _from_environment(environ: Mapping[str, str], host: str) -> list[str]:
    server = server_of(environ)
    if is_github_com(host):
        names = ["GH_TOKEN", *(["GITHUB_TOKEN"] if server in ("", host) else [])]
    else:
        names = list(_ENTERPRISE) if host in (environ.get("GH_HOST", "").lower(), server) else []
        names += ["GH_TOKEN", "GITHUB_TOKEN"] if host == server else []
    return [environ.get(name, "") for name in names]


def _from_gh(environ: Mapping[str, str], host: str) -> str:
    """What the `gh` program has stored; empty where it is not installed or not logged in. It must not see
    the variables: it would answer with them for any host.
    """
    try:
        done = subprocess.run(
            ["gh", "auth", "token", "--hostname", host],
            env={name: value for name, value in environ.items() if name not in _VARIABLES},
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
