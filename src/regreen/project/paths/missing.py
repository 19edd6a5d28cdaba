"""The jobs of a repository, followed step by step, and the paths they name that are not in the checkout."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from regreen.model.text import Span
from regreen.project.glob import compile_glob
from regreen.project.ignore import Ignores
from regreen.project.paths.demanded import demanded
from regreen.project.paths.former import with_history
from regreen.project.paths.kind import Kind
from regreen.project.paths.made import changes_tree, made, may_make_anything
from regreen.project.paths.named import Named, named
from regreen.project.paths.path import MissingPath
from regreen.project.paths.programs import Program, program
from regreen.project.paths.relative import below_workspace, generated, looked_at, normal, resolved
from regreen.project.paths.setup import SetupWant, wants
from regreen.project.paths.sources import sources
from regreen.project.paths.wanted_files import wanted_files
from regreen.project.place import at
from regreen.project.tree import REGULAR, Tree
from regreen.workflow.actions import UsesKind, parse_uses
from regreen.workflow.definitions import Job, Workflow
from regreen.workflow.expr.template import OPEN
from regreen.workflow.nodes import Scalar
from regreen.workflow.schema.runners import System
from regreen.workflow.scripts import PlacedStep
from regreen.workflow.shell.commands import Command

_SOURCES = (
    ".py",
    ".sh",
    ".txt",
    ".toml",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".lock",
    ".json",
)  # seldom made by a job
_UNSURE = re.compile(
    r"hashFiles|steps\.|outputs|inputs\.|env\.|failure\(|cancelled\(|vars\.|secrets\.|needs\."
)
_FILES_WANTED = re.compile(r"hashFiles\('([^']*)'\) *!= *''")


class _State(Struct):
    """What lies in the workspace of a job besides the checkout."""

    checked_out: bool = False
    lost: bool = False  # nobody can tell which files there are
    opaque: bool = False  # some command may have made any file
    made: set[str] = field(default_factory=set)
    executable: set[str] = field(default_factory=set)


def missing_paths(tree: Tree, workflows: tuple[Workflow, ...]) -> tuple[MissingPath, ...]:
    """The paths that the jobs of all workflows name in vain, in the order of the files."""
    called = {job.uses.removeprefix("./") for workflow in workflows for job in workflow.jobs if job.uses}
    found: list[MissingPath] = []
    for workflow in workflows:
        foreign = [event.name for event in workflow.on] == ["workflow_call"] and workflow.path not in called
        for job in workflow.jobs:
            if job.if_ not in ("false", "${{ false }}") and not foreign:
                found += _JobWalk(tree, workflow, job).missing()
    return tuple(with_history(tree, found))


class _JobWalk:
    def __init__(self, tree: Tree, workflow: Workflow, job: Job) -> None:
        self.tree, self.workflow, self.job = tree, workflow, job
        self.ignores = Ignores(tree)
        self.state = _State()

    def missing(self) -> Iterator[MissingPath]:
        """What the steps of the job name in vain."""
        for step in self.job.steps:
            if self.state.lost:
                return
            placed = PlacedStep(self.workflow, self.job, step)
            if step.if_ in ("false", "${{ false }}") or self._waits_for_files(step.if_ or ""):
                continue
            if step.uses:
                yield from self._uses(placed)
            elif step.run is not None:
                yield from self._script(placed)

    def _waits_for_files(self, condition: str) -> bool:
        """Whether a step runs only where there is a file that there is not."""
        found = _FILES_WANTED.search(condition)
        if found is None or "||" in condition:
            return False
        pattern = compile_glob(found[1].encode("utf-8", "surrogateescape"), pathname=True)
        return not any(pattern.matches(path.encode("utf-8", "surrogateescape")) for path in self.tree.paths)

    # -- actions

    def _uses(self, placed: PlacedStep) -> Iterator[MissingPath]:
        uses, inputs = parse_uses(placed.step.uses), placed.step.with_
        if uses.kind is not UsesKind.REPOSITORY:
            self.state.opaque = True
        elif uses.name.lower() == "actions/checkout":
            self._checkout(inputs)
        elif uses.name.lower() == "actions/download-artifact":
            self.state.lost = self.state.lost or not inputs.get("path")
            self.state.made.add(normal(inputs.get("path", "")))
        elif uses.name.lower() == "actions/cache":
            self.state.made.update(normal(path) for path in inputs.get("path", "").splitlines())
            self.state.opaque = True
        elif uses.name.partition("/")[0].lower() in ("actions", "astral-sh", "pnpm", "docker", "codecov"):
            for want in wants(placed.step, uses.name.lower()):
                yield from self._setup(placed, want)
        else:
            self.state.opaque = True

    def _checkout(self, given: Mapping[str, str]) -> None:
        own = given.get("repository", "") in ("", "${{ github.repository }}")
        ref = given.get("ref", "")
        whole = given.get("path", ".") in (".", "./", "") and not given.get("sparse-checkout")
        if not whole or not own or (ref and OPEN not in ref):
            self.state.lost = True
        else:
            self.state.checked_out = True

    def _setup(self, placed: PlacedStep, want: SetupWant) -> Iterator[MissingPath]:
        """Files that a setup action looks for; a pattern that nothing answers."""
        found = any(want.found(path) for path in self.tree.paths)
        if (found and self.state.checked_out) or self.state.opaque or not self._sure(placed):
            return
        if placed.step.continue_on_error or any(OPEN in pattern for pattern in want.patterns):
            return
        node = placed.step.at("with", want.key)
        if not isinstance(node, Scalar) or not (found or self.state.checked_out):
            return
        written = want.patterns[0]
        verbatim = placed.source.text[node.span.start : node.span.end] == written
        alike, by_case = self._alike(written)
        yield MissingPath(
            want.kind,
            written,
            written,
            at(placed.source, node.span.start),
            not any(want.falls_back(path) for path in self.tree.paths),
            placed.step.uses.partition("@")[0],
            node.span if verbatim else None,
            alike=() if found else alike,
            by_case=by_case,
            hidden=None if found or set(written) & set("*?[") else self.ignores.hides(written),
            no_checkout=found,
            job=self.job.id,
        )

    # -- scripts

    def _script(self, placed: PlacedStep) -> Iterator[MissingPath]:
        directory = resolved("", placed.working_directory) if placed.working_directory else ""
        if directory is None:
            self._remember(placed, None)
            return
        if directory and not self._there(directory, folder=True):
            node = self._directory_node(placed)
            if node is not None and placed.step.run:
                written = placed.working_directory
                yield from self._found(
                    placed, Kind.FOLDER, directory, "", node.span, written, "shell", [directory]
                )
            self._remember(placed, None)
            return
        yield from self._commands(placed, directory)

    def _directory_node(self, placed: PlacedStep) -> Scalar | None:
        holders = (placed.step, self.job.defaults, self.workflow.defaults)
        nodes = (holder.at("working-directory") for holder in holders if holder is not None)
        return next((node for node in nodes if isinstance(node, Scalar)), None)

    def _commands(self, placed: PlacedStep, directory: str | None) -> Iterator[MissingPath]:
        tested: set[str] = set()
        wanted = list(demanded(placed.step.run or "", placed.commands))
        for command in placed.commands:
            run = program(command)
            for word in [word for other, word in wanted if other is command and directory is not None]:
                item = Named(Kind.DEMANDED, word.text, word, "")
                yield from self._item(placed, command, item, directory or "")
            tested.update(looked_at(command))
            if directory is not None and run is not None and not self._forgiven(placed, command):
                for item in _all_named(run):
                    if tested.isdisjoint((item.text, *item.any_of)):
                        yield from self._item(placed, command, item, directory)
            before, directory = directory, self._after(command, directory)
            if directory and directory != before and not self._there(directory, folder=True):
                if command.words[-1].text not in tested:
                    yield from self._entered(placed, command, directory, before or "")
                directory = None
            if self.state.lost:
                return

    def _entered(
        self, placed: PlacedStep, command: Command, folder: str, before: str
    ) -> Iterator[MissingPath]:
        """A folder that the script goes into and that is not there."""
        word = command.words[-1]
        if not self._forgiven(placed, command) and word.plain:
            span = placed.span(word.start, word.end)
            yield from self._found(
                placed, Kind.FOLDER, folder, before, span, word.text, "cd", [folder], command
            )

    def _after(self, command: Command, directory: str | None) -> str | None:
        """What is different after a command; the folder the script is in then."""
        run = program(command)
        if run is not None and run.name in ("cd", "pushd", "popd"):
            target = run.arguments[0] if run.arguments else None
            if target is None or directory is None or run.name == "popd":
                return None
            return resolved(directory, target.text) if target.plain else None
        if changes_tree(run):
            self.state.lost = True
        for path in made(command, run):
            self.state.made.add(normal(posixpath.join(directory or "", path)))
        if run is not None and run.name == "chmod":
            self.state.executable.update(
                normal(posixpath.join(directory or "", w.text)) for w in run.arguments[1:]
            )
        self.state.opaque = self.state.opaque or may_make_anything(command, run)
        return directory

    def _remember(self, placed: PlacedStep, directory: str | None) -> None:
        for command in placed.commands:
            directory = self._after(command, directory)
        self.state.opaque = self.state.opaque or not placed.commands

    def _forgiven(self, placed: PlacedStep, command: Command) -> bool:
        """Whether the script is ready for the command's failure."""
        forgiven = command.tested or command.after == "||" or (command.piped and command.depth > 0)
        return forgiven or placed.step.continue_on_error not in (None, False)

    def _item(
        self, placed: PlacedStep, command: Command, item: Named, directory: str
    ) -> Iterator[MissingPath]:
        text = item.text if item.any_of else below_workspace(item)
        if text is None:
            return
        base = "" if text != item.text else directory
        candidates = [resolved(base, name) for name in item.any_of or (text,)]
        if any(path is None or not path or self._there(path) for path in candidates):
            path = next((path for path in candidates if path and path in self.tree), None)
            if path and item.kind is Kind.SCRIPT:
                yield from self._mode(placed, command, item, path)
            return
        if item.above and self._above(item.any_of, directory):
            return
        path = (
            resolved(base, item.text.partition("[")[0]) if item.kind is Kind.MANIFEST else candidates[0]
        ) or ""
        span = placed.span(item.word.start, item.word.end)
        yield from self._found(
            placed, item.kind, path, base, span, item.text, item.tool, [c for c in candidates if c], command
        )

    def _mode(self, placed: PlacedStep, command: Command, item: Named, path: str) -> Iterator[MissingPath]:
        """A script that is called by its path must be executable."""
        called = not item.tool and item.text.startswith("./")
        mode = self.tree.modes.get(path)
        on_windows = System.WINDOWS in placed.systems
        if not called or mode != REGULAR or not self.tree.tracked or on_windows:
            return
        folders = {path, *(folder for folder in self.state.executable if path.startswith(folder.rstrip("*")))}
        if self.state.executable & folders or self.state.opaque:
            return
        span = placed.span(item.word.start, item.word.end)
        yield MissingPath(
            item.kind,
            path,
            item.text,
            at(placed.source, span.start),
            self._certain(placed, command),
            span=span,
            not_executable=True,
            job=self.job.id,
        )

    def _above(self, names: tuple[str, ...], directory: str) -> bool:
        """Whether a workspace further up has the lock file."""
        while directory:
            directory = directory.rpartition("/")[0]
            if any(posixpath.join(directory, name) in self.tree for name in names):
                return True
        return False

    def _found(
        self,
        placed: PlacedStep,
        kind: Kind,
        path: str,
        base: str,
        span: Span,
        written: str,
        tool: str,
        wanted: Sequence[str],
        command: Command | None = None,
    ) -> Iterator[MissingPath]:
        there = any(self.tree.exists(each) for each in wanted)
        if generated(path) or placed.step.continue_on_error not in (None, False):
            return
        if not there and not self.state.checked_out:
            return
        hidden = self.ignores.hides(path)
        alike, by_case = (
            self._alike(path) if kind not in (Kind.LOCK, Kind.MANIFEST) and not there else ((), False)
        )
        likely = (bool(alike) or kind is Kind.TESTS or path.endswith(_SOURCES)) and kind is not Kind.DEMANDED
        if self.state.opaque and (there or hidden):
            return
        start = placed.source.text.find(written, span.start, span.end)
        yield MissingPath(
            kind,
            path,
            written,
            at(placed.source, span.start),
            self._certain(placed, command),
            tool,
            Span(span.path, start, start + len(written)) if start >= 0 else None,
            base,
            alike,
            by_case,
            None if there else hidden,
            no_checkout=there,
            job=self.job.id,
            doubtful=self.state.opaque and not likely,
        )

    def _certain(self, placed: PlacedStep, command: Command | None) -> bool:
        if self.state.opaque or not self._sure(placed):
            return False
        if command is None or command.name in ("[", "[[", "test"):
            return True
        return command.depth == 0 and command.before in ("", "\n", ";") and not command.piped

    def _sure(self, placed: PlacedStep) -> bool:
        """Whether the step runs in the usual course of things."""
        return not _UNSURE.search(placed.step.if_ or "")

    def _there(self, path: str, *, folder: bool = False) -> bool:
        """Whether a path is tracked, inside of a submodule, or was made by the job."""
        if not path or (self.tree.is_dir(path) if folder else self.tree.exists(path)):
            return self.state.checked_out or self.state.lost or not path
        parts = path.split("/")
        above = ["/".join(parts[: index + 1]) for index in range(len(parts))]
        return any(
            part in self.tree.submodules or part in self.state.made or "" in self.state.made for part in above
        )

    def _alike(self, path: str) -> tuple[tuple[str, ...], bool]:
        """Tracked paths that differ in case alone; else those of the same name, where there is one only."""
        folded, name = path.casefold(), path.rpartition("/")[2]
        every = (*self.tree.paths, *self.tree.directories)
        same = tuple(other for other in every if other.casefold() == folded and other != path)
        if same:
            return same, True
        named_so = tuple(other for other in every if other.rpartition("/")[2] == name)
        return (named_so if len(named_so) == 1 else ()), False


def _all_named(run: Program) -> Iterator[Named]:
    """What a program is given and what it looks for by itself."""
    yield from named(run)
    yield from wanted_files(run)
    yield from (Named(Kind.SOURCES, word.text, word, run.name) for word in sources(run))
