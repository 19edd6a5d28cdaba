"""Files that a program cannot do without, although nobody names them, and those that its sub-commands are given.

Source: the documentation of each program's command line.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from regreen.project.paths.kind import Kind
from regreen.project.paths.named import Named, values
from regreen.project.paths.programs import Program
from regreen.workflow.shell.words import Word

COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_NOX = ("noxfile.py",)
_ALEMBIC = ("alembic.ini", "pyproject.toml")
_OF_PROJECTS = frozenset(
    {("poetry", "install"), ("poetry", "check"), ("poetry", "lock"), ("poetry", "build"), ("uv", "sync")}
)
_ELSEWHERE = frozenset({"--project", "--directory", "-C", "-P"})
_NOTHING_TO_DO = frozenset({"--version", "-V", "--help", "-h", "version", "help", "init"})


def wanted_files(program: Program) -> Iterator[Named]:
    """The files that a program looks for by itself, or is given in a way of its own."""
    name, words = program.name, program.arguments
    texts = [word.text for word in words]
    if _NOTHING_TO_DO & set(texts[:2]):
        return
    if name == "docker":
        yield from _docker(words)
    elif name == "docker-compose":
        yield from _compose(words, program.word)
    elif name in ("npm", "pnpm", "yarn"):
        yield from _scripts(program, texts)
    elif name == "nox" and not {"-f", "--noxfile"} & _options(texts):
        yield Named(Kind.WANTED, "noxfile.py", program.word, name, _NOX)
    elif name == "pre-commit" and texts[:1] == ["run"] and not {"-c", "--config"} & _options(texts):
        yield _upwards(program, (".pre-commit-config.yaml", ".pre-commit-config.yml"))
    elif name == "alembic" and words and not {"-c", "--config"} & _options(texts):
        yield Named(Kind.WANTED, "alembic.ini", program.word, name, _ALEMBIC)
    elif name == "mkdocs" and not {"-f", "--config-file"} & _options(texts):
        yield Named(Kind.WANTED, "mkdocs.yml", program.word, name, ("mkdocs.yml", "mkdocs.yaml"))
    elif name == "mkdocs":
        yield from (Named(Kind.CONFIG, t, w, name) for t, w in values(words, "-f", "--config-file"))
    elif (name, *texts[:1]) in _OF_PROJECTS and not _ELSEWHERE & _options(texts):
        yield _upwards(program, ("pyproject.toml",))
    elif name == "cp":
        yield from _copied(words)


def _options(texts: Sequence[str]) -> set[str]:
    return {text.partition("=")[0] for text in texts if text.startswith("-")}


def _upwards(program: Program, names: tuple[str, ...]) -> Named:
    """A file that is also looked for in the folders above."""
    return Named(Kind.WANTED, names[0], program.word, program.name, names, above=True)


def _scripts(program: Program, texts: Sequence[str]) -> Iterator[Named]:
    elsewhere = {"--prefix", "-C", "--dir", "--cwd", "-g", "--global", "-w", "--workspace", "--filter"}
    if texts[:1] in (["run"], ["test"], ["run-script"]) and not elsewhere & _options(texts):
        yield _upwards(program, ("package.json",))


def _docker(words: Sequence[Word]) -> Iterator[Named]:
    texts = [word.text for word in words]
    if texts[:1] == ["compose"]:
        yield from _compose(words[1:], words[0])
    elif texts[:1] == ["build"] or texts[:2] == ["buildx", "build"]:
        yield from _build(words[1 if texts[0] == "build" else 2 :])


def _build(words: Sequence[Word]) -> Iterator[Named]:
    """`docker build`: the file that is named, else the one in the context, which is the last word."""
    files = list(values(words, "-f", "--file"))
    yield from (Named(Kind.CONFIG, text, word, "docker build") for text, word in files if text != "-")
    context = words[-1] if words else None
    if files or context is None or context.text.startswith("-") or not context.plain:
        return
    if len(words) > 1 and words[-2].text.startswith("-") and context.text not in (".", "./"):
        return
    if ":" not in context.text:
        path = posixpath.normpath(posixpath.join(context.text, "Dockerfile"))
        yield Named(Kind.WANTED, path, context, "docker build", (path,))


def _compose(words: Sequence[Word], word: Word) -> Iterator[Named]:
    files = list(values(words, "-f", "--file"))
    before = next((i for i, w in enumerate(words) if not w.text.startswith("-") and w.text[:1] != "."), 0)
    texts = [w.text for w in words]
    for text, given in files:
        if text != "-":
            yield Named(Kind.CONFIG, text, given, "docker compose")
    acts = {"up", "build", "run", "config", "start", "pull", "down", "ps", "exec"} & set(
        texts[before : before + 1]
    )
    if acts and not files and not {"--project-directory", "--env-file"} & _options(texts):
        yield Named(Kind.WANTED, COMPOSE_FILES[3], word, "docker compose", COMPOSE_FILES, above=True)


def _copied(words: Sequence[Word]) -> Iterator[Named]:
    operands = [word for word in words if not word.text.startswith("-")]
    if len(operands) == 2 and not {"-n", "-u", "-t"} & {word.text for word in words}:
        yield Named(Kind.SCRIPT, operands[0].text, operands[0], "cp")
