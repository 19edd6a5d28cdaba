"""Scripts that bash cannot read, and the few changes of which one may be what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.workflow.shell.syntax import syntax_faults

Change = tuple[int, int, str]
"""Characters of a script and what stands there instead."""

_OPENS = re.compile(r"<<[ \t]*(?P<quote>['\"\\]?)(?P<word>\w+)(?P=quote)?(?P<rest>[^\n]*)$", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)(?P<word>if|fi|for|while|until|done|case|esac)\b(?P<rest>[^\n]*)", re.MULTILINE
)
_CLOSES = {"if": "fi", "for": "done", "while": "done", "until": "done", "case": "esac"}


def heredoc_ended(script: str) -> list[Change]:
    """The last line of a heredoc, which has to be its word alone, without blanks before and redirections behind."""
    for changes in _terminators(script):
        if _sound(script, changes):
            return changes
    return []


def block_closed(script: str) -> list[Change]:
    """The word that ends a block which nothing ends, below the script; nothing where several are open."""
    stack: list[re.Match[str]] = []
    for match in _BLOCK.finditer(script):
        word = match["word"]
        if word in _CLOSES:
            closed = re.search(rf"(?:^|[;\s]){_CLOSES[word]}\b", match["rest"])
            stack += [] if closed else [match]
        elif stack and _CLOSES[stack[-1]["word"]] == word:
            stack.pop()
    if len(stack) != 1:
        return []
    end = len(script.rstrip())
    changes = [(end, end, f"\n{stack[0]['indent']}{_CLOSES[stack[0]['word']]}")]
    return changes if _sound(script, changes) else []


def _terminators(script: str) -> Iterator[list[Change]]:
    """Changes of the lines that are meant to end heredocs: all of one word, then of each word with a redirection."""
    dedented: list[Change] = []
    for opening in _OPENS.finditer(script):
        word = opening["word"]
        ending = re.compile(
            rf"^(?P<blank>[ \t]*){re.escape(word)}(?P<to>[ \t]*>>?[ \t]*[^\s;&|<>]+)?[ \t]*$", re.M
        )
        found = ending.search(script, opening.end())
        if found is None:
            continue
        if found["to"]:
            moved = (opening.end(), opening.end(), " " + found["to"].strip())
            yield [moved, (found.start(), found.end(), word)]
        elif found["blank"]:
            dedented.append((found.start(), found.start() + len(found["blank"]), ""))
            yield [dedented[-1]]
    if len(dedented) > 1:
        yield dedented


def changed(script: str, changes: list[Change]) -> str:
    """The script with the changes."""
    for start, end, new in sorted(changes, reverse=True):
        script = script[:start] + new + script[end:]
    return script


def _sound(script: str, changes: list[Change]) -> bool:
    before, after = syntax_faults([script]), syntax_faults([changed(script, changes)])
    return before[0] is not None and after[0] is None
