"""Syntax errors of scripts, as bash itself reports them. `bash -n` reads a script and runs nothing of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence

from msgspec import Struct

from regreen.workflow.expr.template import scan

_TIMEOUT = 10  # seconds for all scripts of a call
_SAID = re.compile(rb"^[^\n]*?line (\d+): (.+)$", re.MULTILINE)
_MODES = re.compile(r"\bextglob\b|^\s*alias\b", re.MULTILINE)  # what follows depends on the script being run
_HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*['\"\\]?(\w+)")
_FILLER = "X"
MAX_LENGTH = 100_000


class SyntaxFault(Struct, frozen=True):
    """Where bash stumbled (line of the script, from 1) and what it said; `fatal`: it would not run the script."""

    line: int
    message: str
    fatal: bool = True


def syntax_faults(scripts: Sequence[str]) -> list[SyntaxFault | None]:
    """The first fault of each script; None for a sound one, and for all where there is no bash.

    All scripts are read at once; only when one of them is unsound they are read one by one.
    """
    bash = shutil.which("bash")
    readable = [_neutral(script) for script in scripts]
    if bash is None or all(text is None for text in readable):
        return [None] * len(scripts)
    together = "\n".join(f"f{i}() {{ :\n{text}\n}}" for i, text in enumerate(readable) if text is not None)
    if not any(text is not None and _runs_on(text) for text in readable) and not _ask(bash, together):
        return [None] * len(scripts)
    return [_fault(bash, text) for text in readable]


def _runs_on(script: str) -> bool:
    """Whether a heredoc of the script may end in the next one, so that both look sound together."""
    lines = {line.lstrip("\t") for line in script.split("\n")}
    return any(word not in lines for word in _HEREDOC.findall(script))


def _neutral(script: str) -> str | None:
    """The script with its expressions as plain letters of the same lines; None where it is not to be judged."""
    if len(script) > MAX_LENGTH or _MODES.search(script) or "\0" in script:
        return None
    parts: list[str] = []
    at = 0
    for place in scan(script):
        parts += (script[at : place.start], _FILLER + "\n" * script.count("\n", place.start, place.end))
        at = place.end
    return "".join([*parts, script[at:]])


def _fault(bash: str, text: str | None) -> SyntaxFault | None:
    said = _ask(bash, text) if text is not None else b""
    faults = [
        SyntaxFault(
            int(line),
            words.decode("utf-8", "replace").removeprefix("warning: "),
            not words.startswith(b"warning"),
        )
        for line, words in _SAID.findall(said)
    ]
    return next((fault for fault in faults if fault.fatal), faults[0] if faults else None)


def _ask(bash: str, text: str) -> bytes:
    """What `bash -n` prints; nothing where it says that all is well, or does not answer."""
    try:
        done = subprocess.run(
            [bash, "--noprofile", "--norc", "-n"],
            input=text.encode("utf-8", "surrogateescape"),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stderr if done.returncode or b"here-document" in done.stderr else b""
