"""Calls of tools in a form that a newer release of the tool no longer has.

A dated table. Sources: the change logs of Poetry, ruff, flake8, pip, pytest-asyncio and Celery.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.jobs.model import Environment, JobRun
from regreen.project.jobs.versions import AHEAD, contains
from regreen.project.lock import locks
from regreen.project.tree import Tree

_RUFF = frozenset({"check", "format", "rule", "config", "linter", "clean", "server", "version", "help", "analyze", "generate-shell-completion"})  # fmt: skip  # noqa: E501


class Form(Struct, frozen=True):
    """`words` of a call of `program` (a lone option may stand anywhere, the others in front) that `package` refuses
    from `version` on. `plugin` brings it back; `instead` is what to write.
    """

    program: str
    words: tuple[str, ...]
    version: str
    since: date
    instead: str
    plugin: str = ""
    package: str = ""

    @property
    def said(self) -> str:
        """The form as people write it."""
        return " ".join((self.program, *self.words))


_POETRY = date(2025, 1, 5)
FORMS = (
    Form("poetry", ("export",), "2.0", _POETRY, "pip install poetry-plugin-export", "poetry-plugin-export"),
    Form("poetry", ("shell",), "2.0", _POETRY, "poetry run", "poetry-plugin-shell"),
    Form("poetry", ("lock", "--no-update"), "2.0", _POETRY, "poetry lock"),
    Form("poetry", ("install", "--no-dev"), "2.0", _POETRY, "poetry install --without dev"),
    Form("poetry", ("install", "--remove-untracked"), "2.0", _POETRY, "poetry sync"),
    Form("ruff", ("check", "--show-source"), "0.5", date(2024, 6, 27), "ruff check --output-format full"),
    Form("ruff", ("check", "--format"), "0.1", date(2023, 10, 16), "ruff check --output-format"),
    Form("ruff", ("PATH",), "0.5", date(2024, 6, 27), "ruff check PATH"),
    Form("flake8", ("--diff",), "6.0", date(2022, 11, 23), "the names of the files"),
    Form("pip", ("install", "--install-option"), "23.1", date(2023, 4, 15), "--config-settings"),
    Form("pytest", ("--asyncio-mode=legacy",), "0.19", date(2022, 7, 13), "mode auto", package="pytest-asyncio"),
    Form("celery", ("worker", "-A"), "5.0", date(2020, 9, 24), "celery -A APP worker"),
)  # fmt: skip


class Outdated(Struct, frozen=True):
    """A call in such a form; `place` is the call's, `requirement` where the tool is required."""

    form: Form
    place: FileEvidence
    requirement: FileEvidence | None
    run: JobRun
    certain: bool


def outdated_calls(runs: Sequence[JobRun], tree: Tree, today: date) -> Iterator[Outdated]:
    """All of them, once for each place; a tool that a lock file holds at an older release is called rightly."""
    soon = today + AHEAD if today < date.max - AHEAD else today
    seen: set[tuple[str, FileEvidence]] = set()
    for run in runs:
        for program, words, environments, place, certain in _calls(run):
            for form in FORMS:
                key = (form.said, place)
                if form.program != program or form.since > soon or key in seen or not _fits(form, words):
                    continue
                found = _required(form, environments)
                if found is None or _is_held(form, tree):
                    continue
                seen.add(key)
                sure = certain and form.since <= today
                yield Outdated(form, place, found if found.path else None, run, sure)


_Called = tuple[str, tuple[str, ...], tuple[Environment, ...], FileEvidence, bool]


def _calls(run: JobRun) -> Iterator[_Called]:
    if run.foreign:
        return
    for call in run.calls:
        program, words = call.program, call.arguments
        if program == "python" and words[:1] == ("-m",) and len(words) > 1:
            program, words = words[1], words[2:]
        yield program, words, call.environments, call.place, call.certain
    last = run.calls[-1].environments if run.calls else ()
    for install in run.installs:
        if install.tool in ("poetry", "pip"):
            yield install.tool, ("install", *install.arguments), last, install.place, install.certain


def _fits(form: Form, words: tuple[str, ...]) -> bool:
    if form.words == ("PATH",):
        operands = [word for word in words if not word.startswith("-")]
        return bool(operands) and operands[0] not in _RUFF and "$" not in operands[0]
    head = tuple(word for word in form.words if not word.startswith("-"))
    options = [word for word in form.words if word.startswith("-")]
    given = {word.partition("=")[0] if "=" not in "".join(options) else word for word in words}
    return words[: len(head)] == head and all(option in given for option in options)


def _is_held(form: Form, tree: Tree) -> bool:
    held = [version for lock in locks(tree) for version in lock.versions(form.package or form.program)]
    return bool(held) and not any(contains(f">={form.version}", version) for version in held)


def _required(form: Form, environments: Sequence[Environment]) -> FileEvidence | None:
    """Where the tool is required with a version that refuses the form; None where it is not, or not known."""
    name = form.package or form.program
    items = [item for environment in environments for item in environment.installed if item.name == name]
    plugins = {item.name for environment in environments for item in environment.installed}
    if not items or (form.plugin and form.plugin in plugins) or name == "pip":
        return None
    pins = [item.specifier for item in items if item.specifier.startswith("==")]
    version = (
        pins[0].removeprefix("==") if pins and contains(f">={form.version}", pins[0][2:]) else form.version
    )
    return items[0].place if all(contains(item.specifier, version) for item in items) else None
