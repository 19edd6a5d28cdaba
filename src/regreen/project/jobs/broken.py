"""Requirements that let in a release which is known to have broken much, or what the code still uses of before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.breaking_releases import Breaking, breaking_releases
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.dependencies import declared_dependencies, project_names
from regreen.project.distributions import normalize
from regreen.project.hooks import LOCAL, hooks
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Install, Installed, JobRun
from regreen.project.jobs.projects import Projects, constraints
from regreen.project.jobs.versions import AHEAD, LOCKED, contains, disjoint
from regreen.project.jobs.wanted import joined
from regreen.project.lock import locks
from regreen.project.modules import is_set_aside
from regreen.project.place import at
from regreen.project.tree import Tree

FRESH = timedelta(days=30)
_USES = 3  # places of use that are shown
_LOCKED = LOCKED | {"uv"}
_SCRIPTS = frozenset({"setup.py", "noxfile.py", "conf.py"})
_GUARDS = (
    "except ImportError",
    "except ModuleNotFoundError",
    "except AttributeError",
    "except TypeError",
    "_V2",
    "_v2",
    "__version__",
    "VERSION",
    "hasattr(",
)


class Broken(Struct, frozen=True):
    """A release that a requirement lets in; `uses` are the places that need what it changed, `pinned`: the
    requirement asks for just such a version, `above`: for none before the release.
    """

    breaking: Breaking
    requirements: tuple[FileEvidence, ...]
    uses: tuple[FileEvidence, ...]
    pinned: bool
    run: JobRun | None
    above: bool = False


class _Asked(Struct, frozen=True):
    """Everything that is asked for under one name at once."""

    items: tuple[Installed, ...]
    limits: tuple[str, ...]
    run: JobRun | None
    locked: bool


def broken_releases(
    runs: Sequence[JobRun], projects: Projects, lacking: Lacking, today: date
) -> Iterator[Broken]:
    """Every release that counts on the day, once. What is used counts where a job imports it."""
    asked = _by_name(runs, projects)
    locked = _locked(projects.tree)
    imported = frozenset(
        path for run in runs for call in (() if run.foreign else run.calls) for path in lacking.reached(call)
    )
    own = project_names(projects.tree)
    done: set[str] = set()
    for breaking in breaking_releases():
        name = breaking.package
        if name not in asked or name in map(normalize, own) or not _counts(breaking, today):
            continue
        if name in done:
            continue
        open_ones = [item for item in asked[name] if _lets_in(item, breaking, locked)]
        if not open_ones:
            continue
        uses = tuple(_uses(breaking, projects.tree, imported)) if breaking.uses else ()
        if breaking.uses and not uses:
            continue
        done.add(name)
        places = tuple(dict.fromkeys(item.place for group in open_ones for item in group.items))
        pinned = any(item.specifier.startswith("==") for group in open_ones for item in group.items)
        if pinned and not uses:
            continue
        run = next((group.run for group in open_ones if group.run is not None), None)
        asked_for = (item.specifier for group in open_ones for item in group.items)
        above = any(text and disjoint(text, f"<{breaking.version}") for text in asked_for)
        yield Broken(breaking, places, uses, pinned, run, above)


def _counts(breaking: Breaking, today: date) -> bool:
    if today + AHEAD < breaking.since or today > breaking.until:
        return False
    return bool(breaking.uses) or today <= breaking.since + FRESH


def _by_name(runs: Sequence[JobRun], projects: Projects) -> Mapping[str, list[_Asked]]:
    found: dict[str, list[_Asked]] = {}
    wanted = {breaking.package for breaking in breaking_releases()}
    seen: set[FileEvidence] = set()
    known: set[object] = set()
    for run in runs:
        for install in () if run.foreign else run.installs:
            limits = _limits(install, projects)
            groups: dict[str, list[Installed]] = {}
            for item in install.installed:
                if (
                    item.name in wanted
                    and not item.url
                    and not (item.name == "setuptools" and install.tool == "pip")
                ):
                    groups.setdefault(item.name, []).append(item)
                seen.add(item.place)
            for name, items in groups.items():
                capped, locked = limits.get(name, ()), install.tool in _LOCKED
                key = (name, tuple((item.place, item.specifier) for item in items), capped, locked)
                if key not in known:
                    known.add(key)
                    found.setdefault(name, []).append(_Asked(tuple(items), capped, run, locked))
    every = _declared_limits(projects.tree)
    for wish in _declared(projects.tree):
        local = wish.url or wish.kind is Kind.CONSTRAINT or wish.place in seen
        if wish.key in wanted and not local:
            one = Installed(wish.key, wish.specifier, (), wish.place)
            elsewhere = tuple(every.get(wish.key, ()))
            found.setdefault(wish.key, []).append(
                _Asked((one,), elsewhere, None, wish.kind is not Kind.BUILD)
            )
    return found


def _declared(tree: Tree) -> Iterator[Declared]:
    yield from declared_dependencies(tree)
    for hook in hooks(tree):
        if hook.repository == LOCAL and hook.language == "python":
            for text in hook.dependencies:
                item = parse_requirement(text, Kind.ENVIRONMENT, hook.id, hook.place)
                if item is not None:
                    yield item


def _limits(install: Install, projects: Projects) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for request in install.requests:
        path = joined(install.directory, request.value) if request.kind == "constraint" else None
        for item in constraints(projects.tree, path) if path else ():
            found[item.key] = (*found.get(item.key, ()), item.specifier)
    return found


def _declared_limits(tree: Tree) -> dict[str, list[str]]:
    """What any list of a tree says of a name: somewhere else it may be capped for all."""
    found: dict[str, list[str]] = {}
    for item in declared_dependencies(tree):
        found.setdefault(item.key, []).append(item.specifier)
    return found


def _locked(tree: Tree) -> Mapping[str, Sequence[str]]:
    """The versions that lock files hold of what the table speaks of."""
    wanted = {breaking.package for breaking in breaking_releases()}
    found: dict[str, list[str]] = {}
    for lock in locks(tree):
        for package in lock.packages:
            name = package.name.lower().replace("_", "-").replace(".", "-")
            if name in wanted and package.version:
                found.setdefault(name, []).append(package.version)
    return found


def _lets_in(asked: _Asked, breaking: Breaking, locked: Mapping[str, Sequence[str]]) -> bool:
    """Whether the requirements allow the release, or a later one that still has the change."""
    if asked.locked:
        versions = locked.get(breaking.package, ())
        if versions:
            return all(contains(breaking.bad, version) for version in versions)
    specifiers = (*(item.specifier for item in asked.items), *asked.limits)
    if any(text and disjoint(text, f"<{breaking.version}") for text in specifiers) and not breaking.uses:
        return False  # asked for by name
    pins = [text.removeprefix("==") for text in specifiers if text.startswith("==") and "*" not in text]
    probe = pins[0] if pins and contains(breaking.bad, pins[0]) else breaking.version
    return all(contains(text, probe) for text in specifiers)


def _uses(breaking: Breaking, tree: Tree, imported: frozenset[str]) -> Iterator[FileEvidence]:
    if breaking.unless and any(breaking.unless in (tree.text(path) or "") for path in imported):
        return
    count = 0
    for path in _files(breaking.files, tree, imported):
        source = tree.source(path)
        if source is None or breaking.literal not in source.text:
            continue
        if path.endswith(".py") and any(guard in source.text for guard in _GUARDS):
            continue
        for match in breaking.pattern.finditer(source.text):
            yield at(source, match.start() + len(match[0]) - len(match[0].lstrip()))
            count += 1
            break
        if count == _USES:
            return


def _files(endings: Iterable[str], tree: Tree, imported: frozenset[str]) -> Iterator[str]:
    """Files with these endings; code only where a job imports it."""
    wanted = tuple(endings)
    if wanted == (".py",):
        yield from sorted(imported | {path for path in _SCRIPTS if path in tree})
        return
    for path in tree.paths:
        if path.endswith(wanted) and not is_set_aside(path):
            yield path
