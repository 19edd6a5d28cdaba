"""Files that a script looks for, and without which it ends with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from regreen.workflow.shell.commands import Command
from regreen.workflow.shell.words import Word

_KINDS = frozenset({"-f", "-e", "-d", "-s", "-r", "-x"})
_ENDS = re.compile(r"\bexit\s+[1-9]")
_LOOP = re.compile(r"\bfor\s+(?P<name>\w+)\s+in\s+(?P<words>[\w./\- \t\\\n\"']{1,2000}?)\s*[;\n]\s*do\b")
_PLAIN = re.compile(r"[\w./-]+")
_BRANCH_END = re.compile(r"^\s*(?:fi|else|elif)\b|;\s*(?:fi|else|elif)\b", re.M)


def demanded(script: str, found: Sequence[Command]) -> Iterator[tuple[Command, Word]]:
    """Each test of a path whose failure fails the script, with the word that names the path.

    These are a test that stands alone, `test … || exit 1`, `if [ ! … ]; then … exit 1`, a test that is the first
    of the script's last list (`test … && echo`), and the test of each word of `for name in …`, where the script ends
    with an error later on.
    """
    yield from _listed(script, found)
    last = max((command.start for command in found), default=0)
    for index, command in enumerate(found):
        if command.name not in ("[", "[[", "test"):
            continue
        words = [word for word in command.arguments if word.text not in ("]", "]]")]
        negated = bool(words) and words[0].text == "!"
        words = words[1:] if negated else words
        if len(words) == 2 and words[0].text in _KINDS and words[1].plain:
            after = found[index + 1] if index + 1 < len(found) else None
            if _fails(script, command, after, last, negated=negated):
                yield command, words[1]


def _listed(script: str, found: Sequence[Command]) -> Iterator[tuple[Command, Word]]:
    for loop in _LOOP.finditer(script):
        end = script.find("done", loop.end())
        tests = [c for c in found if loop.end() <= c.start < end and c.name in ("[", "[[", "test")]
        asked = next((c for c in tests if _negated(c, loop["name"])), None)
        if end < 0 or asked is None or not _ENDS.search(script, asked.end):
            continue
        for word in _PLAIN.finditer(loop["words"]):
            start = loop.start("words") + word.start()
            yield asked, Word(word[0], start, start + len(word[0]))


def _negated(command: Command, name: str) -> bool:
    """Whether a command asks if there is no such file as a variable names."""
    texts = [word.text.strip('"') for word in command.arguments if word.text not in ("]", "]]")]
    return (
        texts[:1] == ["!"]
        and texts[1:2] in (["-f"], ["-e"], ["-d"])
        and texts[2:] in ([f"${name}"], [f"${{{name}}}"])
    )


def _fails(script: str, command: Command, after: Command | None, last: int, *, negated: bool) -> bool:
    rest = script[command.end :]
    if command.tested:
        end = _BRANCH_END.search(rest)
        return negated and _ENDS.search(rest[: end.start() if end else len(rest)]) is not None
    if negated or command.depth:
        return False
    if command.after == "||":
        return _ENDS.search(rest.partition("\n")[0]) is not None
    if command.after == "&&":
        return after is not None and after.start == last and "||" not in rest and command.before != "&&"
    return command.after in ("", "\n", ";")
