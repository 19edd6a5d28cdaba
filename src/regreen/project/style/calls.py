"""Which formatters and linters CI calls: in steps, in environments of tox, in sessions of nox, as hooks.

Sources: the documentation of tox ("Substitutions"), nox, pre-commit, and the actions' own action.yml.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.ini import Ini, Option, read_ini, rows
from regreen.project.dependencies import declared_dependencies
from regreen.project.hooks import NAMES, read_hooks
from regreen.project.jobs.model import Call, JobRun
from regreen.project.lock import locks
from regreen.project.place import on_line
from regreen.project.requirements import read_requirements
from regreen.project.style.known import ACTIONS, COMPANIONS, HOOKS, OWN_HOOKS, TOOLS
from regreen.project.style.nox import sessions
from regreen.project.style.precommit import HookScope, hook_scopes
from regreen.project.tree import Tree

_PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*")
_REVISION = re.compile(r"v?(\d+(?:\.\d+)+)")
_FROZEN = re.compile(r"#\s*frozen:\s*v?(\d+(?:\.\d+)+)")  # what `pre-commit autoupdate --freeze` leaves
_SECTION = re.compile(r"testenv:(.+)$")
_REFERENCE = re.compile(r"\{\[([^\]\n]+)\](\w+)\}")
_POSARGS = re.compile(r"\{posargs(?::([^{}]*))?\}")
_BEFORE = re.compile(r"^\$\{?\w+\}?/?(?=[a-z])")  # `${PREFIX}black`
_DEPTH = 3
_NOWHERE = FileEvidence("", 1, 1, "")


class ToolCall(Struct, frozen=True):
    """A call of a tool. `words` are behind its name; `version` is the specifier of its distribution, as far as it
    is known; `certain`: CI runs it, and its failure counts; `hook` says which files a hook hands it.
    """

    tool: str
    words: tuple[str, ...]
    directory: str
    place: FileEvidence
    certain: bool
    version: str = ""
    hook: HookScope | None = None
    plugins: tuple[str, ...] = ()


def tool_calls(tree: Tree, runs: Iterable[JobRun]) -> tuple[ToolCall, ...]:
    """Every call once; those that count go before those that nobody is seen to make."""
    found: dict[object, ToolCall] = {}
    everything = [*_Reader(tree, tuple(runs)).all()]
    for call in sorted(everything, key=lambda call: not call.certain):
        found.setdefault((call.tool, call.words, call.directory, call.hook), call)
    return tuple(found.values())


class _At(Struct, frozen=True):
    """Where a command runs, and what is installed there."""

    directory: str
    place: FileEvidence
    certain: bool
    versions: tuple[tuple[str, str], ...] = ()
    depth: int = 0

    def version(self, name: str) -> str:
        return next((version for other, version in self.versions if other == name), "")


class _Reader:
    def __init__(self, tree: Tree, runs: tuple[JobRun, ...]) -> None:
        self.tree, self.runs = tree, runs
        self._declared: tuple[tuple[str, str], ...] | None = None
        self._ini: Ini | None = None
        self.seen: set[object] = set()
        self.hooks_run = False

    def all(self) -> Iterator[ToolCall]:
        for run in self.runs:
            if run.foreign:
                continue
            for call in run.calls:
                yield from self._job_call(call)
            for step in run.job.steps:
                if step.uses:
                    certain = step.if_ is None and step.continue_on_error is not True
                    certain = certain and run.job.continue_on_error in (None, False)
                    yield from self._action(step.uses, step.with_, certain, run)
        if not self.hooks_run:
            yield from self._hooks((), certain=False)
        for name in self._environments():
            yield from self._tox([name], _At("", _NOWHERE, False, self.declared))
        yield from self._nox(None, _At("", _NOWHERE, False, self.declared))

    @property
    def declared(self) -> tuple[tuple[str, str], ...]:
        """Versions that lock files and declarations ask for."""
        if self._declared is None:
            pinned = [(item.key, f"=={item.version}") for lock in locks(self.tree) for item in lock.packages]
            asked = [(item.key, item.specifier) for item in declared_dependencies(self.tree)]
            self._declared = tuple(
                (name, version) for name, version in (*asked, *pinned) if name in TOOLS and version
            )
        return self._declared

    def _job_call(self, call: Call) -> Iterator[ToolCall]:
        program, words = _BEFORE.sub("", call.program), call.arguments
        if program.startswith("python") and words[:1] == ("-m",) and len(words) > 1:
            program, words = words[1], words[2:]
        if program not in TOOLS and program not in ("tox", "nox", "pre-commit"):
            return
        installed = [
            (item.name, item.specifier)
            for environment in call.environments
            for item in environment.installed
            if item.name in TOOLS and item.specifier
        ]
        variables = call.variables
        at = _At(call.directory, call.place, call.certain, (*installed, *self.declared))
        if program == "tox" and not {"-e", "--env"} & set(words) and variables.get("TOXENV"):
            words = ("-e", variables["TOXENV"], *words)
        if program == "pre-commit" and variables.get("SKIP"):
            skipped = tuple(variables["SKIP"].split(","))
            yield from self._precommit(words, at, skipped)
            return
        yield from self._command([program, *words], at)

    def _command(self, words: Sequence[str], at: _At) -> Iterator[ToolCall]:
        """What a command comes to."""
        words = list(words)
        if words[:1] in (["python"], ["python3"]) and words[1:2] == ["-m"]:
            words = words[2:]
        while len(words) > 2 and words[:2] in (
            ["uv", "run"],
            ["poetry", "run"],
            ["pdm", "run"],
            ["pipenv", "run"],
        ):
            words = words[2:]
            while words and words[0].startswith("-"):
                words.pop(0)
        if not words or at.depth > _DEPTH:
            return
        program, rest = words[0].rpartition("/")[2], words[1:]
        deeper = replace(at, depth=at.depth + 1)
        if program in TOOLS:
            if any("$" in word or "`" in word for word in rest):
                return
            plugins = tuple(
                f"{name}{version}" for name, version in at.versions if name.startswith(COMPANIONS)
            )
            yield ToolCall(
                program, tuple(rest), at.directory, at.place, at.certain, at.version(program), None, plugins
            )
        elif program == "pre-commit":
            yield from self._precommit(tuple(rest), at, ())
        elif program == "tox" and rest[:1] != ["list"]:
            yield from self._tox(_after(rest, "-e", "--env"), deeper)
        elif program == "nox":
            yield from self._nox(_after(rest, "-s", "-e", "--session", "--sessions"), deeper)

    def _precommit(self, words: Sequence[str], at: _At, skipped: Sequence[str]) -> Iterator[ToolCall]:
        if "run" not in words[:3]:
            return
        path = "".join((_after(words, "-c", "--config") or [])[:1]).removeprefix("./")
        rest = [word for word in words[words.index("run") + 1 :] if not word.startswith("-")]
        listed = "--files" in words  # mostly globs that stand for all of them
        everywhere = {"--all-files", "-a", "--all"} & set(words)
        if "--hook-stage" in words or not (everywhere or listed) or "$" in path:
            return
        only = [] if listed else [word for word in rest if word not in (path, f"./{path}")]
        yield from self._hooks(only, certain=at.certain and not listed, skipped=skipped, path=path)

    def _hooks(
        self, only: Sequence[str], *, certain: bool, skipped: Sequence[str] = (), path: str = ""
    ) -> Iterator[ToolCall]:
        self.hooks_run = self.hooks_run or not only
        names = (path,) if path else NAMES
        source = next((found for name in names if (found := self.tree.source(name)) is not None), None)
        if source is None:
            return
        scopes = hook_scopes(source)
        for hook in read_hooks(source):
            scope = scopes.get(hook.place.line)
            wanted = (not only or hook.id in only) and hook.id not in skipped
            wanted = wanted and (
                not hook.stages or bool({"commit", "pre-commit", "push", "pre-push"} & set(hook.stages))
            )
            if scope is None or not wanted:
                continue
            version = _REVISION.match(hook.revision) or _FROZEN.search(_line(hook.revision_place))
            if hook.repository == "local":
                yield from self._local_hook(hook.entry, hook.arguments, hook.place, certain, scope)
            elif hook.id in HOOKS:
                tool, *first = HOOKS[hook.id].split()
                words = (*first, *hook.arguments)
                asked = f"=={version[1]}" if version else ""
                yield ToolCall(tool, words, "", hook.place, certain, asked, scope, hook.dependencies)
            elif hook.id in OWN_HOOKS:
                yield ToolCall(hook.id, hook.arguments, "", hook.place, certain, "", scope)

    def _local_hook(
        self, entry: str, arguments: Sequence[str], place: FileEvidence, certain: bool, scope: HookScope
    ) -> Iterator[ToolCall]:
        try:
            words = [*shlex.split(entry), *arguments]
        except ValueError:
            return
        for call in self._command(words, _At("", place, certain, self.declared, _DEPTH)):
            yield replace(call, hook=scope) if scope.passes else call

    def _action(
        self, uses: str, with_: dict[str, str] | object, certain: bool, run: JobRun
    ) -> Iterator[ToolCall]:
        name = uses.partition("@")[0].lower()
        inputs = with_ if isinstance(with_, dict) else dict(getattr(with_, "items", dict)())
        if name == "pre-commit/action":
            extra = str(inputs.get("extra_args", "--all-files")).split()
            yield from self._precommit(("run", *extra), _At("", _NOWHERE, certain), ())
        elif name in ACTIONS:
            tool, option, usual, paths, everything = ACTIONS[name]
            text = f"{inputs.get(option, usual)} {inputs.get(paths, everything)}"
            place = next((call.place for call in run.calls), None)
            if "$" in text or (place is None and not run.job.steps):
                return
            version = str(inputs.get("version", "")).strip("~= ")
            asked = f"=={version}" if version[:1].isdigit() else ""
            where = self._uses(run, uses)
            yield ToolCall(tool, tuple(text.split()), "", where, certain, asked)

    def _uses(self, run: JobRun, uses: str) -> FileEvidence:
        source = run.workflow.source
        step = next(step for step in run.job.steps if step.uses == uses)
        node = step.at("uses")
        return on_line(source, source.position((node or step).span.start)[0])

    def _environments(self) -> Iterator[str]:
        """Environments of tox by name."""
        ini = self._tox_ini()
        for section in ini[1].sections if ini is not None else ():
            found = _SECTION.match(section.name)
            if found:
                yield found[1]

    def _tox_ini(self) -> tuple[Source, Ini] | None:
        source = self.tree.source("tox.ini")
        if source is None:
            return None
        if self._ini is None:
            self._ini = read_ini(source)
        return source, self._ini

    def _tox(self, named: Sequence[str] | None, at: _At) -> Iterator[ToolCall]:
        found = self._tox_ini()
        if found is None or at.directory:
            return
        source, ini = found
        names = [name for text in named for name in text.split(",")] if named is not None else _default(ini)
        for name in names:
            if (name, at.certain) in self.seen:
                continue
            self.seen.add((name, at.certain))
            section = f"testenv:{name.strip()}"
            if ini.get(section, "commands") is None or ini.get(section, "ignore_outcome") is not None:
                continue
            changed = ini.get(section, "changedir") or ini.get(section, "change_dir")
            if changed is not None:
                continue
            versions = tuple(self._dependencies(source, ini, section, 0))
            for line, text in self._lines(source, ini, section, "commands", 0):
                yield from self._tox_command(source, line, text, replace(at, versions=versions))

    def _tox_command(self, source: Source, line: int, text: str, at: _At) -> Iterator[ToolCall]:
        text = _POSARGS.sub(lambda m: m[1] or "", text)
        for name in ("toxinidir", "tox_root"):
            text = text.replace(f"{{{name}}}/", "").replace(f"{{{name}}}", ".")
        if text.startswith("-") or "{" in text:
            return
        try:
            words = shlex.split(text.lstrip("!"), comments=True)
        except ValueError:
            return
        yield from self._command(words, replace(at, place=on_line(source, line)))

    def _lines(
        self, source: Source, ini: Ini, section: str, name: str, depth: int
    ) -> Iterator[tuple[int, str]]:
        """The lines of an option, with those that it takes from other sections; lines that go on are joined."""
        option: Option | None = ini.get(section, name)
        kept, first = "", 0
        for offset, text in rows(option) if option is not None else ():
            line, _ = source.position(offset)
            reference = _REFERENCE.fullmatch(text.strip())
            if reference and depth < _DEPTH:
                yield from self._lines(source, ini, reference[1], reference[2], depth + 1)
                continue
            first = first if kept else line
            if text.endswith("\\"):
                kept += text[:-1] + " "
                continue
            yield first, kept + text
            kept = ""

    def _dependencies(self, source: Source, ini: Ini, section: str, depth: int) -> Iterator[tuple[str, str]]:
        for _, text in self._lines(source, ini, section, "deps", 0):
            text = text.strip()
            text = text.rpartition(": ")[2]
            if text.startswith(("-r", "-c")):
                path = text[2:].strip().replace("{toxinidir}/", "")
                file = self.tree.source(path)
                if file is not None:
                    yield from ((item.key, item.specifier) for item in read_requirements(file).declared)
                continue
            name = _PACKAGE.match(text)
            if name:
                yield name[0].lower(), text[name.end() :].partition(";")[0].strip()

    def _nox(self, named: Sequence[str] | None, at: _At) -> Iterator[ToolCall]:
        source = self.tree.source("noxfile.py")
        if source is None or at.directory:
            return
        for session in sessions(source):
            if (named is not None and session.name not in named) or not (
                named or session.default or not at.certain
            ):
                continue
            versions = tuple(
                (found[0].lower(), text[found.end() :])
                for text in session.installed
                if (found := _PACKAGE.match(text))
            )
            for line, words in session.commands:
                place = on_line(source, line)
                yield from self._command(
                    words, replace(at, place=place, versions=(*versions, *self.declared))
                )


def _line(place: FileEvidence | None) -> str:
    return place.text if place is not None else ""


def _default(ini: Ini) -> list[str]:
    option = ini.get("tox", "envlist") or ini.get("tox", "env_list")
    text = ",".join(text for _, text in option.rows) if option is not None else ""
    return [
        name for name in re.split(r"[,\s]+", re.sub(r"\{[^{}]*\}", "{}", text)) if name and "{" not in name
    ]


def _after(words: Sequence[str], *options: str) -> list[str] | None:
    """The values of an option; None where it is not given."""
    found: list[str] = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options and equals:
            found.append(value)
        elif word in options:
            found += words[index + 1 : index + 2]
        elif (
            any(word.startswith(option) and len(option) == 2 and len(word) > 2 for option in options)
            and word[1] != "-"
        ):
            found.append(word[2:])
    return found or None
