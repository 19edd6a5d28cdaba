"""Which checkers CI calls, in which version, with which options.

Only checkers whose configuration cannot make them run code of the repository are known here, with those options
that say what to check and how. What else a command says makes the call one that is not repeated.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.model.finding import Category, FileEvidence
from regreen.patch.ini import read_ini, rows
from regreen.project.dependencies import declared_dependencies
from regreen.project.hooks import NAMES, Hook, hooks
from regreen.project.jobs.model import Installed, JobRun
from regreen.project.lock import locks
from regreen.project.place import on_line
from regreen.project.tree import Tree


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_STYLE = _words(
    "-l --line-length -t --target-version --include --exclude --extend-exclude --force-exclude --config"
)
_ISORT = _words(
    "--profile --settings-path --settings-file --line-length -l --skip -s --skip-glob --sg --filter-files"
)
_RUFF = _words(
    "--select --ignore --extend-select --extend-ignore --line-length --config --target-version --exclude",
    "--extend-exclude",
)
_FLAKE8 = _words(
    "--select --ignore --extend-ignore --extend-select --max-line-length --max-complexity --exclude",
    "--extend-exclude --config --per-file-ignores",
)


class Kind(Struct, frozen=True):
    """A checker: the module it is started as, options with a value, flags that are kept, flags that are left out."""

    module: str
    category: Category
    valued: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


KINDS: Mapping[str, Kind] = {
    "black": Kind(
        "black",
        Category.FORMAT,
        _STYLE,
        _words("-S --skip-string-normalization -C --skip-magic-trailing-comma --preview --fast"),
        _words("--check --diff --color --no-color -q --quiet -v --verbose"),
    ),
    "ruff format": Kind(
        "ruff",
        Category.FORMAT,
        _RUFF,
        frozenset({"--preview"}),
        _words("--check --diff -q --quiet -v --verbose --no-cache -n"),
    ),
    "isort": Kind(
        "isort",
        Category.LINT,
        _ISORT,
        _words("--float-to-top --force-sort-within-sections --gitignore"),
        _words("--check --check-only -c --diff --df -d -q --quiet -v --verbose --color --atomic"),
    ),
    "ruff": Kind(
        "ruff",
        Category.LINT,
        _RUFF,
        frozenset({"--preview"}),
        _words(
            "--fix --no-fix --diff -q --quiet -v --verbose --show-source --show-fixes --no-cache -n ",
            "--exit-non-zero-on-fix --force-exclude --statistics",
        ),
    ),
    "flake8": Kind(
        "flake8",
        Category.LINT,
        _FLAKE8,
        frozenset(),
        _words("--show-source --statistics --count -q --quiet -v --verbose --benchmark"),
    ),
    "codespell": Kind(
        "codespell_lib",
        Category.LINT,
        _words("-S --skip -L --ignore-words-list -I --ignore-words --toml"),
        _words("-f --check-filenames -H --check-hidden"),
        _words("-q --quiet-level -w --write-changes"),
    ),
}
_OUTPUT = frozenset({"--output-format", "--format"})
_WRITES = frozenset({"black", "ruff format", "isort"})
_CHECKS = frozenset({"--check", "--check-only", "-c", "--diff", "--df", "-d"})
"""Without one of these such a tool rewrites files and succeeds, except as a hook."""
_NEVER_FAILS = frozenset({"--exit-zero"})
FLAKE8_PLUGINS = _words(
    "flake8-bugbear flake8-comprehensions flake8-docstrings flake8-pytest-style flake8-simplify flake8-quotes ",
    "flake8-isort flake8-annotations flake8-builtins flake8-print flake8-import-order flake8-eradicate ",
    "flake8-commas flake8-pyproject pep8-naming flake8-debugger flake8-return flake8-tidy-imports",
)
_HOOKS: Mapping[str, Mapping[str, str]] = {
    "black": {"black": "black"},
    "black-pre-commit-mirror": {"black": "black"},
    "isort": {"isort": "isort"},
    "mirrors-isort": {"isort": "isort"},
    "flake8": {"flake8": "flake8"},
    "ruff-pre-commit": {"ruff": "ruff", "ruff-check": "ruff", "ruff-format": "ruff format"},
    "codespell": {"codespell": "codespell"},
}
_REVISION = re.compile(r"v?(\d+(?:\.\d+)+(?:[ab]\d+|rc\d+|\.post\d+)?)$")
_SECTION = re.compile(r"testenv(?::.*)?$")


class Checker(Struct, frozen=True):
    """A call to repeat: `arguments` are the options that are kept, then the operands."""

    tool: str
    requirement: str
    plugins: tuple[str, ...]
    arguments: tuple[str, ...]
    operands: tuple[str, ...]
    directory: str
    place: FileEvidence
    certain: bool

    @property
    def kind(self) -> Kind:
        """What is known of the checker."""
        return KINDS[self.tool]


def checkers(tree: Tree, runs: Iterable[JobRun]) -> Iterator[Checker]:
    """The calls of jobs, the hooks that they or a service run, and the commands of tox; each once."""
    runs = tuple(runs)
    pinned = {item.key: item.version for lock in locks(tree) for item in lock.packages}
    declared = [
        Installed(item.key, item.specifier, (), item.place)
        for item in declared_dependencies(tree)
        if item.specifier
    ]
    seen: set[object] = set()
    for checker in (*_called(runs, pinned, declared), *_hooked(tree, runs), *_in_tox(tree, runs, pinned)):
        key = (checker.tool, checker.arguments, checker.operands, checker.directory, checker.requirement)
        if key not in seen:
            seen.add(key)
            yield checker


def _called(
    runs: Iterable[JobRun], pinned: Mapping[str, str], declared: Sequence[Installed]
) -> Iterator[Checker]:
    """The calls of jobs. Where nobody saw the checker being installed, its version is that of some declaration,
    and nothing is certain.
    """
    for run in runs:
        for call in () if run.foreign else run.calls:
            words = (call.program, *call.arguments)
            if call.program.startswith("python") and call.arguments[:1] == ("-m",):
                words = call.arguments[1:]
            installed = [item for environment in call.environments for item in environment.installed]
            locked = pinned if call.launcher else {}
            names = {item.name for item in installed} | set(locked)
            known = bool(names.intersection(words[:1]))
            pool = installed if known else declared
            found = _checker(words, pool, locked, call.directory, call.place, certain=call.certain and known)
            if found is not None and (found.tool not in _WRITES or _CHECKS & set(words)):
                yield found


def _hooked(tree: Tree, runs: Iterable[JobRun]) -> Iterator[Checker]:
    """Hooks of pre-commit. They run on the files they select, which is for their own patterns to say: no hook with
    patterns of its own is certain.
    """
    texts = (tree.text(name) or "" for name in NAMES)
    selective = any("exclude:" in text or "files:" in text for text in texts)
    called = not selective and any(
        "pre-commit" in (call.program, *call.arguments[:2]) and call.certain
        for run in runs
        for call in run.calls
    )
    for hook in hooks(tree):
        tool = _HOOKS.get(hook.repository.rstrip("/").removesuffix(".git").rpartition("/")[2], {}).get(
            hook.id
        )
        version = _REVISION.search(hook.revision)
        if tool is None or version is None or "manual" in hook.stages:
            continue
        yield from _of_hook(tool, version[1], hook, called)


def _of_hook(tool: str, version: str, hook: Hook, called: bool) -> Iterator[Checker]:
    plugins = [Installed(name.partition("=")[0], name, (), hook.place) for name in hook.dependencies]
    words = (*tool.split(), *hook.arguments)
    found = _checker(words, plugins, {}, "", hook.place, certain=called)
    if found is not None:
        module = KINDS[tool].module.partition("_")[0]
        extras = tuple(
            name for name in hook.dependencies if re.split(r"[=<>~!\[]", name)[0] in FLAKE8_PLUGINS
        )
        yield Checker(
            tool, f"{module}=={version}", extras, found.arguments, found.operands, "", hook.place, called
        )


def _tox_environments(runs: Iterable[JobRun]) -> Iterator[str]:
    """The environments of tox that jobs name."""
    for call in (call for run in runs if not run.foreign for call in run.calls if call.certain):
        words = (call.program, *call.arguments)
        if "tox" in words[:3] and "-e" in words[:-1]:
            yield from words[words.index("-e") + 1].split(",")


def _in_tox(tree: Tree, runs: Iterable[JobRun], pinned: Mapping[str, str]) -> Iterator[Checker]:
    source = tree.source("tox.ini")
    named = frozenset(_tox_environments(runs))
    for option in read_ini(source).options if source is not None else ():
        if source is None or option.name != "commands" or not _SECTION.match(option.section):
            continue
        certain = option.section.removeprefix("testenv:") in named
        deps = read_ini(source).get(option.section, "deps")
        installed = [
            Installed(re.split(r"[=<>~!\[; ]", text.strip())[0].lower(), text.strip(), (), on_line(source, 1))
            for _, text in (rows(deps) if deps is not None else ())
        ]
        for offset, text in rows(option):
            line, _ = source.position(offset)
            try:
                words = shlex.split(text.replace("{posargs}", "").replace("{toxinidir}/", ""))
            except ValueError:
                continue
            found = _checker(words, installed, pinned, "", on_line(source, line), certain=certain)
            if found is not None and (found.tool not in _WRITES or _CHECKS & set(words)):
                yield found


def _checker(
    words: Sequence[str],
    installed: Sequence[Installed],
    pinned: Mapping[str, str],
    directory: str,
    place: FileEvidence,
    *,
    certain: bool,
) -> Checker | None:
    """The call to repeat; None where the words are no checker's, or say something that is not known."""
    if not words:
        return None
    tool, rest = words[0], list(words[1:])
    if tool == "ruff" and rest[:1] in (["format"], ["check"]):
        tool = "ruff format" if rest.pop(0) == "format" else "ruff"
    kind = KINDS.get(tool)
    split = _split(kind, rest) if kind is not None else None
    if kind is None or split is None:
        return None
    name = kind.module.partition("_")[0]
    own = next((item.specifier for item in installed if item.name == name), "")
    own = own.removeprefix(name)
    version = f"=={pinned[name]}" if not own and pinned.get(name) else own
    plugins = tuple(
        _safe(item.name, item.specifier.removeprefix(item.name))
        for item in installed
        if tool == "flake8" and item.name in FLAKE8_PLUGINS
    )
    fails = not _NEVER_FAILS & set(rest)
    return (
        Checker(tool, f"{name}{version}", plugins, *split, directory, place, certain and fails)
        if fails
        else None
    )


def _safe(name: str, version: str) -> str:
    """A requirement of one distribution that is nothing else; without a version where that is none."""
    try:
        return f"{name}{SpecifierSet(version.partition(';')[0].strip())}"
    except InvalidSpecifier:
        return name


def _split(kind: Kind, words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Options and operands; None where one is not known or leads out of the folder."""
    options: list[str] = []
    operands: list[str] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        name, equals, _ = word.partition("=")
        if not word.startswith("-"):
            operands.append(word)
        elif name in kind.dropped or name in _NEVER_FAILS or name in _OUTPUT:
            if name in _OUTPUT and not equals and pending:
                pending.pop(0)
        elif name in kind.kept:
            options.append(word)
        elif name in kind.valued:
            options.append(word)
            if not equals and pending:
                options.append(pending.pop(0))
        else:
            return None
    if any(
        word.startswith(("/", "~")) or ".." in word.split("/") or "$" in word or "{" in word
        for word in (*options, *operands)
    ):
        return None
    return tuple(options), tuple(operands)
