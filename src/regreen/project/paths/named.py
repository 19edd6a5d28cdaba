"""What the arguments of a program name: files it reads, folders it works in.

Source: the documentation of each program's command line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.project.paths.kind import Kind
from regreen.project.paths.programs import Program
from regreen.workflow.shell.words import Word


class Named(Struct, frozen=True):
    """A path in a command: `text` of it stands in `word`; `any_of` are names of which one is enough, `above`:
    also in a folder further up.
    """

    kind: Kind
    text: str
    word: Word
    tool: str
    any_of: tuple[str, ...] = ()
    above: bool = False


_CONFIG = {
    "pytest": ("-c", "--cov-config", "--config-file"),
    "coverage": ("--rcfile",),
    "mypy": ("--config-file",),
    "ruff": ("--config",),
    "black": ("--config",),
    "flake8": ("--config",),
    "pylint": ("--rcfile",),
    "bandit": ("-c", "--configfile"),
    "alembic": ("-c", "--config"),
    "tox": ("-c", "--conf"),
    "nox": ("-f", "--noxfile"),
    "pre-commit": ("-c", "--config"),
    "yamllint": ("-c", "--config-file"),
    "make": ("-f",),
}
_FLAGS = re.compile(
    r"-[vqxslh]+|-r[a-zA-Z]+|--(?:verbose|quiet|exitfirst|lf|ff|last-failed|failed-first|no-cov|no-header|no-summary|cov-branch|cov-append"
    r"|strict-markers|strict-config|strict|disable-warnings|showlocals|stepwise|sw|new-first|nf|co|collect-only|no-cov-on-fail|full-trace"
    r"|runslow|run-slow|doctest-modules|asyncio-mode=\w+|headed|benchmark-(?:only|skip|disable)|trace-config|forked|snapshot-update)"
)
_SHELLS = frozenset({"bash", "sh", "zsh", "dash"})
_LOCKS = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "uv": ("uv.lock",),
    "pipenv": ("Pipfile.lock",),
    "pnpm": ("pnpm-lock.yaml",),
}


def named(program: Program) -> Iterator[Named]:
    """The paths that a program is given."""
    name, arguments = program.name, program.arguments
    if name == "python" and arguments and arguments[0].text.endswith(".py"):
        yield Named(Kind.SCRIPT, arguments[0].text, arguments[0], name)
    elif name in _SHELLS:
        yield from _shell(name, arguments)
    elif name in ("source", "."):
        if arguments and not arguments[0].text.endswith("activate"):
            yield Named(Kind.SCRIPT, arguments[0].text, arguments[0], "source")
    elif name == "chmod" and len(arguments) > 1:
        operands = [word for word in arguments if not word.text.startswith("-") or word.text == "-x"]
        yield from (Named(Kind.SCRIPT, word.text, word, name) for word in operands[1:])
    elif name.startswith("./") or (name.endswith((".sh", ".py")) and "/" in name):
        yield Named(Kind.SCRIPT, name, program.word, program.launched)
    elif name in ("pip", "pip3", "pip-sync"):
        yield from _pip(name, arguments)
    elif name == "uv":
        yield from _uv(arguments)
    elif name == "pytest":
        yield from _pytest(arguments)
    elif name in ("npm", "pnpm", "pipenv"):
        yield from _node(program)
    elif name == "make" and not any(
        word.text.startswith(("-C", "--directory", "-f", "--file")) for word in arguments
    ):
        yield Named(Kind.SCRIPT, "Makefile", program.word, name, ("Makefile", "makefile", "GNUmakefile"))
    for option in _CONFIG.get(name, ()):
        yield from (Named(Kind.CONFIG, text, word, name) for text, word in values(arguments, option))


def values(arguments: Sequence[Word], *options: str) -> Iterator[tuple[str, Word]]:
    """The values of options: `--option value`, `--option=value`, `-o value`."""
    for index, word in enumerate(arguments):
        for option in options:
            if word.text == option and index + 1 < len(arguments):
                yield arguments[index + 1].text, arguments[index + 1]
            elif option.startswith("--") and word.text.startswith(option + "="):
                yield word.text[len(option) + 1 :], word
            elif (
                not option.startswith("--")
                and word.text.startswith(option)
                and option in ("-r",)
                and word.text[2:]
            ):
                yield word.text[2:], word


def _shell(name: str, arguments: Sequence[Word]) -> Iterator[Named]:
    index = 0
    while index < len(arguments) and arguments[index].text.startswith(("-", "+")):
        if "c" in arguments[index].text[1:] and not arguments[index].text.startswith("--"):
            return
        index += 2 if arguments[index].text.endswith("o") else 1
    if index < len(arguments) and "." in arguments[index].text:
        yield Named(Kind.SCRIPT, arguments[index].text, arguments[index], name)


def _pip(tool: str, arguments: Sequence[Word]) -> Iterator[Named]:
    words = [word.text for word in arguments]
    if tool == "pip-sync":
        yield from (Named(Kind.REQUIREMENTS, w.text, w, tool) for w in arguments if w.text.endswith(".txt"))
        return
    if not words or words[0] not in ("install", "wheel", "download"):
        return
    for text, word in values(arguments, "-r", "--requirement", "-c", "--constraint"):
        yield Named(Kind.REQUIREMENTS, text, word, tool)
    for text, word in values(arguments, "-e", "--editable"):
        yield from _project(tool, text, word)
    for before, word in itertools.pairwise(arguments):
        if word.text.startswith(".") and not before.text.startswith("-"):
            yield from _project(tool, word.text, word)


def _project(tool: str, text: str, word: Word) -> Iterator[Named]:
    """A folder that is installed must hold the metadata of a project."""
    folder = text.partition("[")[0]
    is_path = folder.startswith(".") or "/" in folder
    if is_path and not folder.endswith((".whl", ".gz", ".zip")) and ":" not in folder:
        names = tuple(f"{folder.rstrip('/')}/{name}" for name in ("pyproject.toml", "setup.py", "setup.cfg"))
        yield Named(Kind.MANIFEST, text, word, tool, names)


def _uv(arguments: Sequence[Word]) -> Iterator[Named]:
    words = [word.text for word in arguments]
    if words[:2] == ["pip", "install"]:
        yield from _pip("pip", arguments[1:])
    elif words[:2] == ["pip", "sync"]:
        yield from (Named(Kind.REQUIREMENTS, w.text, w, "uv") for w in arguments[2:3])
    elif words[:1] == ["sync"] and {"--locked", "--frozen"} & set(words):
        yield Named(Kind.LOCK, "uv.lock", arguments[0], "uv", _LOCKS["uv"], above=True)


def _node(program: Program) -> Iterator[Named]:
    words = [word.text for word in program.arguments]
    if {"--prefix", "-C", "--dir", "--cwd", "-g", "--global", "-w", "--workspace"} & {
        w.partition("=")[0] for w in words
    }:
        return
    frozen = {
        "npm": words[:1] == ["ci"],
        "pnpm": "--frozen-lockfile" in words,
        "pipenv": words[:1] == ["sync"],
    }
    if frozen.get(program.name):
        known = _LOCKS[program.name]
        yield Named(Kind.LOCK, known[0], program.arguments[0], program.name, known, above=True)


def _pytest(arguments: Sequence[Word]) -> Iterator[Named]:
    if any(word.text == "--pyargs" for word in arguments):
        return
    for index, word in enumerate(arguments):
        before = arguments[index - 1].text if index else ""
        unclear = before.startswith("-") and "=" not in before and not _FLAGS.fullmatch(before)
        path = word.text.partition("::")[0]
        if word.text.startswith("-") or unclear or not path:
            continue
        if "/" in path or path.endswith(".py") or path.startswith("test"):
            yield Named(Kind.TESTS, path, word, "pytest")
