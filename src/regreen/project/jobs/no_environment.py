"""Environments of tox and sessions of nox that a step names and the project does not define.

Sources: tox's documentation, "Configuration" (generative names, factors) and the message of its provision of
environments; nox's documentation, "Command-line usage".
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.jobs.environments.nox import asked_sessions
from regreen.project.jobs.environments.noxfile import read_noxfile
from regreen.project.jobs.environments.tox import asked_config, chosen_environments
from regreen.project.jobs.environments.tox_config import BASE, ToxConfig
from regreen.project.jobs.holdings import command_of
from regreen.project.jobs.model import Call, JobRun
from regreen.project.place import on_line
from regreen.project.tree import Tree

_PYTHON = re.compile(r"(?:py|pypy|cpython|jython|graalpy|python)?-?\d*(?:\.\d+)*t?")
_PLUGINS = re.compile(r"tox-(?:ansible|lsr|extra|constraints|pdm|hatch|poetry)|provision")


class NoEnvironment(Struct, frozen=True):
    """An environment (`name`) that `tool` is asked for in vain; `known` are those that there are, `file` defines them.
    `related` is the one of the same factors whose settings it does not take: then the tool makes it all the same.
    """

    tool: str
    name: str
    known: tuple[str, ...]
    run: JobRun
    call: Call
    file: FileEvidence
    related: str = ""


def no_environments(runs: Sequence[JobRun], tree: Tree) -> Iterator[NoEnvironment]:
    """All of them, each once for a step."""
    seen: set[tuple[object, ...]] = set()
    for run in runs:
        for call in () if run.foreign else run.calls:
            program, arguments, _ = command_of(call)
            find = {"tox": _tox, "nox": _nox}.get(program)
            for found in find(run, call, arguments, tree) if find is not None else ():
                key = (call.place, found.name)
                if key not in seen:
                    seen.add(key)
                    yield found


def _tox(run: JobRun, call: Call, arguments: Sequence[str], tree: Tree) -> Iterator[NoEnvironment]:
    config = asked_config(arguments, call.directory, tree)
    chosen = (
        chosen_environments(arguments, call.variables, run.python, config) if config is not None else None
    )
    if (
        config is None
        or chosen is None
        or not chosen.named
        or _PLUGINS.search(config.text("tox", "requires"))
    ):
        return
    known = tuple(dict.fromkeys((*config.environments(), *_sections(config))))
    factors = config.factors()
    place = config.places.get("tox") or on_line(config.source, 1)
    for name in chosen.names:
        if name in known or config.chain(name) != (BASE,) or set(name) & set("*?$"):
            continue
        if all(part in factors or _PYTHON.fullmatch(part) for part in name.split("-")):
            related = name.replace(".", "")
            if related in known and config.chain(related) != (BASE,):
                yield NoEnvironment("tox", name, known, run, call, place, related)
        else:
            yield NoEnvironment("tox", name, known, run, call, place)


def _sections(config: ToxConfig) -> Iterator[str]:
    for section in config.sections:
        if section.startswith(f"{BASE}:") and "{" not in section:
            yield section.partition(":")[2]


def _nox(run: JobRun, call: Call, arguments: Sequence[str], tree: Tree) -> Iterator[NoEnvironment]:
    asked = asked_sessions(arguments)
    if asked is None:
        return
    path, names = asked
    source = tree.source(posixpath.normpath(posixpath.join(call.directory, path)))
    file = read_noxfile(source) if source is not None else None
    if source is None or file is None or not file.sessions or _makes_more(source.text):
        return
    known = tuple(name for session in file.sessions for name in session.names)
    for name in names:
        plain = name.partition("(")[0]
        if plain not in known and plain.rpartition("-")[0] not in known and not set(name) & set("$*"):
            yield NoEnvironment("nox", plain, known, run, call, on_line(source, 1))


def _makes_more(text: str) -> bool:
    """Whether sessions may come from elsewhere: other modules, loops, calls of the decorator."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and "session" in ast.unparse(node.func)
            and isinstance(node.func, ast.Call)
        ):
            return True
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
            return True
    loops = [node for node in ast.parse(text).body if isinstance(node, ast.For | ast.If | ast.With)]
    return any("session" in ast.unparse(loop) for loop in loops)
