"""What commands do to a job beside calling installers of Python packages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regreen.model.finding import FileEvidence
from regreen.project.distributions import normalize
from regreen.project.jobs.known import INSTALL_SCRIPTS
from regreen.project.jobs.model import SYSTEM, Installed
from regreen.project.jobs.state import State
from regreen.workflow.shell.commands import Command

_BIN = re.compile(r"(?:^|[/\\])(\.?[\w-]+)[/\\](?:bin|Scripts)\b")
_VIRTUAL = re.compile(r"^VIRTUAL_ENV=\S*?([\w.-]+)$")
_PACKAGE = re.compile(r"^python3?-|[@=].*$")
_MANAGERS = frozenset({"apt", "apt-get", "brew", "npm", "cargo", "choco", "gem", "dnf", "apk", "yum"})


def written(words: Sequence[str], command: Command, state: State) -> str:
    """`echo … >> $GITHUB_ENV`, `>> $GITHUB_PATH`; the environment that is activated by it, if any."""
    target = " ".join(item.target.text for item in command.redirections if item.target is not None)
    text = " ".join(words)
    if "GITHUB_ENV" in target and not text.startswith("VIRTUAL_ENV"):
        name, equals, value = text.partition("=")
        if equals and name.isidentifier():
            state.variables[name] = value
    elif "GITHUB_PATH" in target or "GITHUB_ENV" in target:
        found = _BIN.search(text) or _VIRTUAL.search(text)
        if found and found[1] in state.environments:
            state.active = found[1]
            return found[1]
        if found and "env" in found[1]:
            state.give_up("the search path")
    return ""


def piped(before: str, place: FileEvidence, state: State) -> None:
    """A script from the net, fed into a shell; `before` is the command that fetches it."""
    program = next((name for part, name in INSTALL_SCRIPTS.items() if part in before), "")
    if program:
        pinned = "--version" in before or f"{program.upper()}_VERSION" in before or "/0." in before
        pinned = pinned or f"{program.upper()}_VERSION" in state.variables
        pin = "===?" if pinned else ""
        state.environment(SYSTEM).installed.append(Installed(program, pin, (), place, bare=True))
    else:
        state.give_up("a script that is piped into a shell")


def of_system(program: str, words: Sequence[str], place: FileEvidence, state: State) -> None:
    """Package managers of the system, each of whose packages may be a program of its name; Poetry's settings."""
    operands = [word for word in words if not word.startswith("-")]
    if program == "poetry" and operands[:2] == ["config", "virtualenvs.create"] and "false" in operands:
        state.poetry_in_active = True
    if program in _MANAGERS and operands[:1] in (["install"], ["add"], ["i"]):
        for name in operands[1:]:
            plain = normalize(_PACKAGE.sub("", name.lstrip("@")) or name)
            kind = "tool" if program == "npm" else ""
            state.environment(SYSTEM).installed.append(Installed(plain, "", (), place, kind, bare=True))
