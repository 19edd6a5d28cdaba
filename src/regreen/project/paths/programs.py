"""The program that a command runs, behind what only starts it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from regreen.workflow.shell.commands import Command
from regreen.workflow.shell.words import Word

_PREFIXES = frozenset(
    {"sudo", "time", "nohup", "exec", "command", "env", "unbuffer", "xvfb-run", "stdbuf", "nice"}
)
_RUNNERS = frozenset({"uv", "poetry", "pipenv", "pdm", "rye", "hatch"})
_VALUED = {
    "uv": frozenset(
        [
            "--with",
            "--with-requirements",
            "--with-editable",
            "--extra",
            "--group",
            "--only-group",
            "--no-group",
            "--no-extra",
            "--python",
            "-p",
            "--package",
            "--env-file",
            "--index",
            "--index-url",
            "--index-strategy",
            "--link-mode",
            "--resolution",
            "--cache-dir",
        ]
    ),
    "timeout": frozenset({"-k", "--kill-after", "-s", "--signal"}),
    "xvfb-run": frozenset({"-s", "--server-args", "-n", "-e", "-f", "-p", "-w"}),
    "env": frozenset({"-u", "-C", "-S"}),
    "nice": frozenset({"-n"}),
    "stdbuf": frozenset(),
}
_ELSEWHERE = ("--directory", "--project", "-C", "--with-requirements")
_PYTHON = re.compile(r"(?:.*/)?python(?:[23](?:\.\d+)?)?(?:\.exe)?|py|pypy3?")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")


class Program(Struct, frozen=True):
    """A program (a module behind `python -m` counts as one) and its arguments; `launched` by which words."""

    name: str
    arguments: tuple[Word, ...]
    word: Word
    launched: str = ""


def program(command: Command) -> Program | None:
    """The program of a command; None where it is expanded, or run in another folder."""
    words: Sequence[Word] = command.words
    launched = ""
    for _ in range(4):
        if not words or not words[0].plain:
            return None
        name = words[0].text
        if name in _PREFIXES or name == "timeout":
            words = _behind(words[1:], _VALUED.get(name, frozenset()), skip=name == "timeout")
        elif name in _RUNNERS and len(words) > 1 and words[1].text == "run":
            launched = f"{name} run"
            if any(word.text.startswith(_ELSEWHERE) for word in words[2:]):
                return None
            words = _behind(words[2:], _VALUED.get(name, frozenset()))
        elif _PYTHON.fullmatch(name):
            return _python(words, launched)
        else:
            return Program(
                name.rpartition("/")[2] if name.startswith("/") else name,
                tuple(words[1:]),
                words[0],
                launched,
            )
    return None


def _behind(words: Sequence[Word], valued: frozenset[str], *, skip: bool = False) -> Sequence[Word]:
    """Behind the options (and one operand, where `skip` says so) to the command that is started."""
    index = 0
    while index < len(words):
        text = words[index].text
        if text == "--":
            index += 1
            break
        if text.startswith("-"):
            index += 2 if text in valued else 1
        elif _ASSIGNED.match(text):
            index += 1
        else:
            break
    return words[index + skip :]


def _python(words: Sequence[Word], launched: str) -> Program | None:
    """`python -m module …` as the module, `python file …` as `python` with the file first."""
    index = 1
    while index < len(words) and words[index].text.startswith("-"):
        text = words[index].text
        if text == "-m" and index + 1 < len(words) and words[index + 1].plain:
            return _module(words[index + 1 :], launched)
        if text in ("-c", "-", "-m") or not words[index].plain:
            return Program("python", (), words[0], launched)
        index += 2 if text in ("-W", "-X") else 1
    return Program("python", tuple(words[index:]), words[0], launched)


def _module(words: Sequence[Word], launched: str) -> Program:
    if words[0].text == "coverage":
        inner = [index for index, word in enumerate(words) if word.text == "-m"]
        if "run" in [word.text for word in words[:3]] and inner and inner[0] + 1 < len(words):
            return Program(words[inner[0] + 1].text, tuple(words[inner[0] + 2 :]), words[0], launched)
    name = {"pip3": "pip"}.get(words[0].text, words[0].text)
    return Program(name, tuple(words[1:]), words[0], launched)
