"""The words of a command as the shell hands them on, as far as a job's texts decide that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from regreen.project.jobs.known import PREFIXES
from regreen.project.jobs.leg import Leg
from regreen.workflow.shell.commands import Command

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_HOME = re.compile(r"\$(?:HOME|\{HOME\})/")
_ROOT = re.compile(
    r"(?:\$(?:GITHUB_WORKSPACE|PWD|\{GITHUB_WORKSPACE\}|\{PWD\}|\(pwd\))|\$\{\{ github\.workspace \}\})/"
)
_TIMERS = frozenset({"timeout", "gtimeout", "xvfb-run", "strace", "faketime"})
_OF_TIMERS = frozenset({"-k", "-s", "-n", "--server-args", "--signal", "--kill-after"})
_OF_COVERAGE = frozenset({"--source", "--omit", "--include", "--rcfile", "--data-file", "--context"})
_MODULE = re.compile(r"^-[bBdEIOPqRsSuvx]*([mc])(.*)$", re.DOTALL)


def filled(text: str, leg: Leg, variables: Mapping[str, str]) -> str:
    """A text with the variables and expressions filled in that are known."""
    text = _ROOT.sub("./", _HOME.sub("~/", leg.text(text, variables)))
    return _VARIABLE.sub(lambda match: variables.get(match[1] or match[2], match[0]), text)


def words_of(command: Command, leg: Leg, variables: Mapping[str, str]) -> list[str]:
    """The words of a command; one that is filled in is split again, unless it was quoted."""
    found: list[str] = []
    for word in command.words:
        text = filled(word.text, leg, variables)
        found += text.split() if text != word.text and not word.quoted else [text]
    return found


def assignments(command: Command, leg: Leg, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The variables that are set in front of a command."""
    for word in command.assignments:
        name, _, value = word.text.partition("=")
        yield name, filled(value, leg, variables)


def assign(variables: dict[str, str], name: str, value: str, *, sure: bool) -> None:
    """Set a variable; what is set below a condition may have either value afterwards."""
    if sure:
        variables[name] = value
    else:
        variables.pop(name, None)


def bare(words: Sequence[str]) -> list[str]:
    """The words behind `sudo`, `timeout 5m`, `xvfb-run -a`, `env A=b`."""
    rest = list(words)
    while rest:
        name = rest[0]
        if name in _TIMERS:
            rest.pop(0)
            while rest and (rest[0].startswith("-") or (name != "xvfb-run" and rest[0][:1].isdigit())):
                if rest.pop(0) in _OF_TIMERS and rest:
                    rest.pop(0)
        elif name in PREFIXES and not (name == "command" and rest[1:2] in (["-v"], ["-V"])):
            rest.pop(0)
            while rest and (rest[0].startswith("-") or (name == "env" and "=" in rest[0])):
                rest.pop(0)
        else:
            break
    return rest


def wrapped(program: str, words: Sequence[str]) -> list[str] | None:
    """The program that another one runs in its own process: `coverage run -m pytest`."""
    rest = list(words)
    if program == "python" and rest[:2] == ["-m", "coverage"]:
        program, rest = "coverage", rest[2:]
    if program != "coverage" or rest[:1] != ["run"]:
        return None
    for index, word in enumerate(rest[1:], 1):
        if word == "-m" and index + 1 < len(rest):
            return ["python", "-m", *rest[index + 1 :]]
        if not word.startswith("-") and rest[index - 1] not in _OF_COVERAGE:
            return ["python", *rest[index:]]
    return None


def behind_options(words: Sequence[str]) -> list[str]:
    """The words of a call of Python behind the interpreter's own options; `-Im x` and `-mx` become `-m x`."""
    rest = list(words)
    while rest and rest[0].startswith("-") and len(rest[0]) > 1:
        found = _MODULE.match(rest[0])
        if found:
            return [f"-{found[1]}", *filter(None, [found[2]]), *rest[1:]]
        option = rest.pop(0)
        if option in ("-W", "-X") and rest:
            rest.pop(0)
    return rest


def ends_badly(commands: Sequence[Command], index: int) -> bool:
    """Whether what follows the `||` behind a command ends the script with a failure: `|| { echo …; exit 1; }`."""
    first = commands[index]
    for number, other in enumerate(commands[index + 1 : index + 8]):
        if number and other.depth <= first.depth:
            return False
        if other.name == "exit" and other.arguments[:1] and other.arguments[0].text != "0":
            return True
        if other.name == "false" and not number:
            return True
    return False
