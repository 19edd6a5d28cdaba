"""The one line in which Python states an exception: `package.module.Error: message`."""

from __future__ import annotations

from typing import NamedTuple

from regreen.logs.pattern import Pattern

_STATED = Pattern(r"^(?P<module>(?:[A-Za-z_]\w*\.)*)(?P<error>[A-Za-z_]\w*)(?::(?: (?P<message>.*))?)?$")
_NAMED = Pattern(
    r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Failed|Failure|Timeout|Fault|Refused"
    r"|NotFound|DoesNotExist|Mismatch|Skipped|Invalid\w*|Missing\w*|Group|Fail|Down|Stop\w*)(?:$|:)"
    r"|^(?:[a-z_]\w*\.)+[A-Z]\w+(?:$|: )|^(?:Failed|Exit|Skipped|Timeout)(?:$|: )"
)


class Stated(NamedTuple):
    """Module path, name and first line of the message; all but the message may be empty."""

    module: str
    error: str
    message: str


def names_exception(text: str) -> bool:
    """Whether the line looks like an exception by its name alone."""
    return _NAMED.match(text) is not None


def stated(text: str) -> Stated:
    """What a line says that is known to state an exception; a bare `assert ...` is an AssertionError."""
    if text.startswith("assert "):
        return Stated("", "AssertionError", text)
    found = _STATED.match(text)
    if found and (names_exception(text) or found["error"][:1].isupper()):
        return Stated(found["module"].rstrip("."), found["error"], found["message"] or "")
    return Stated("", "", text)
