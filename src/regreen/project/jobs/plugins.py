"""Options and settings of pytest whose plugin the environment of the call does not have."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, Environment, JobRun
from regreen.project.pytest_files import Collection
from regreen.project.pytest_plugins import SETTINGS, plugin_of
from regreen.project.tree import Tree

_SHORT = re.compile(r"^-n(?:\d+|auto|logical)$")
_STRICT = frozenset({"--strict-config", "--strict"})


class MissingPlugin(Struct, frozen=True):
    """An option (or a setting, by its name) at a place, and the distribution that would know it."""

    option: str
    plugin: str
    place: FileEvidence
    run: JobRun
    call: Call
    environment: Environment
    certain: bool


def missing_plugins(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[MissingPlugin]:
    """Every option and setting that nothing in the environment of its call knows."""
    for run in runs:
        for call in () if run.foreign else run.calls:
            found = lacking.collected(call)
            environment = lacking.holdings.runs_in(call) if found is not None else None
            if found is None or environment is None or environment.unknown:
                continue
            closure = lacking.holdings.closure(environment)
            if "pytest" not in closure.names:
                continue
            unsure = any("test" in name for name in closure.open)
            for option, plugins, place, fatal in _wanted(call, found):
                if closure.names.isdisjoint(plugins) and not _is_own(option, lacking.tree):
                    certain = call.certain and fatal and not unsure
                    yield MissingPlugin(option, plugins[0], place, run, call, environment, certain)


def _wanted(call: Call, found: Collection) -> Iterator[tuple[str, tuple[str, ...], FileEvidence, bool]]:
    """What needs a plugin: its name, the plugins, where it stands, and whether pytest stops without."""
    addopts = found.setting("addopts")
    words = list(addopts.words) if addopts is not None else []
    seen: set[str] = set()
    for place, group in (
        (addopts.place if addopts is not None else call.place, words),
        (call.place, [*found.words, *_split(call.variables.get("PYTEST_ADDOPTS", ""))]),
    ):
        for word in group:
            option = "-n" if _SHORT.match(word) else word.partition("=")[0]
            plugins = plugin_of(option) if option.startswith("-") else ()
            if plugins and plugins[0] not in seen:
                seen.add(plugins[0])
                yield option, plugins, place, True
    strict = bool(_STRICT & {*words, *found.words})
    for name, plugin in SETTINGS.items():
        setting = found.setting(name)
        if setting is not None and plugin not in seen:
            yield name, (plugin,), setting.place, strict


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _is_own(option: str, tree: Tree) -> bool:
    """Whether a conftest or a plugin of the tree defines an option itself."""
    quoted = (f'"{option}"', f"'{option}'")
    for path in tree.names.get("conftest.py", ()):
        text = tree.text(path) or ""
        if any(item in text for item in quoted) or "pytest_plugins" in text:
            return True
    return False
