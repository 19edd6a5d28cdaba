"""What GitHub's refusals mean, in one sentence."""

from __future__ import annotations

import time
from collections.abc import Mapping

from regreen.model.errors import SourceError

_LONGEST = 200  # characters of a server's own words


class GitHubError(SourceError):
    """GitHub refused or did not answer; `status` is that of HTTP, 0 where there was no answer."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


def refusal(status: int, headers: Mapping[str, str], message: str, what: str, token: str) -> GitHubError:
    """The error for an answer that is no success. `what` names what was asked for."""
    return GitHubError(_sentence(status, headers, quoted(message, token), what, bool(token)), status)


def limited(seconds: float, now: float, token: str) -> GitHubError:
    """The error for a rate limit that would take too long to wait for."""
    until = time.strftime("%H:%M UTC", time.gmtime(now + seconds))
    hint = "" if token else "; with a token the limit is far higher"
    return GitHubError(f"GitHub's rate limit is used up until {until} ({_span(seconds)} from now){hint}", 429)


def quoted(message: str, token: str = "") -> str:
    """A server's words, short, on one line, without the token."""
    if token:
        message = message.replace(token, "***")
    words = "".join(letter if letter.isprintable() else " " for letter in message[: 4 * _LONGEST]).split()
    return " ".join(words)[:_LONGEST].rstrip(".")


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _sentence(status: int, headers: Mapping[str, str], message: str, what: str, has_token: bool) -> str:
    if status == 401:
        reason = "the token is not valid, or has expired" if has_token else "it wants a token"
        return f"GitHub does not give {what}: {reason}"
    if status == 403 and headers.get("x-github-sso", "").startswith("required"):
        return f"GitHub does not give {what}: the token must first be authorized for single sign-on"
    if status == 403 and not has_token:
        return f"GitHub does not give {what} without a token: set GH_TOKEN or run `gh auth login`"
    if status == 403:
        return f"GitHub does not give {what}: the token lacks the permission ({message or 'forbidden'})"
    if status == 404:
        hint = "or the token may not see it" if has_token else "or it is private and there is no token"
        return f"GitHub has no {what}, {hint}"
    if status == 410:
        return f"GitHub no longer has {what} (expired)"
    if status >= 500:
        return f"GitHub is ill: it answers {status} for {what}"
    return f"GitHub answers {status} for {what}{': ' + message if message else ''}"
