"""Modules that a job starts or imports, and that the version it installs of their distribution does not hold.

The list of files of the wheel says so; nothing is imported. An import counts only where an earlier version has the
module: packages may make modules at run time, which no list shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.probe.archive import Wheels
from regreen.probe.resolve import Resolver
from regreen.project.distributions import STANDARD_LIBRARY, providers
from regreen.project.imported import Imported
from regreen.project.imports import imports
from regreen.project.jobs.holdings import command_of
from regreen.project.jobs.model import JobRun
from regreen.project.place import on_line
from regreen.project.probed import AbsentModule, Package, Solved
from regreen.project.tree import Tree

_MADE = frozenset({"six", "py", "tensorflow", "pkg_resources", "setuptools", "gi", "sh", "google", "keras"})
"""Packages known to make modules at run time, or that many distributions share."""


class Wanted(Struct, frozen=True):
    """A module that a job needs: where it says so; `command`: it is started with `python -m`."""

    module: str
    place: FileEvidence
    certain: bool
    command: bool


def wanted_modules(tree: Tree, run: JobRun, imported: Imported) -> Iterator[Wanted]:
    """The modules within packages of others that a job starts, and imports at once."""
    for call in () if run.foreign else run.calls:
        name, _, module = command_of(call)
        if module and _is_foreign(tree, name):
            yield Wanted(name, call.place, call.certain, True)
    for use in imported.of_run(run):
        source = tree.source(use.path)
        for item in imports(source) if source is not None else ():
            inner = item.runs and not item.level and "." in item.module
            if source is not None and inner and _is_foreign(tree, item.module):
                yield Wanted(item.module, on_line(source, item.line), imported.surely(use), False)


def _is_foreign(tree: Tree, module: str) -> bool:
    top = module.partition(".")[0]
    own = f"{top}.py" in tree.names or any(
        folder == top or folder.endswith(f"/{top}") for folder in tree.directories
    )
    return not own and top not in STANDARD_LIBRARY and top not in _MADE


def absent(
    wanted: Sequence[Wanted], solved: Solved, resolver: Resolver, wheels: Wheels, moment: datetime
) -> Iterator[AbsentModule]:
    """Those that the versions of a solution do not hold."""
    by_name = {package.name: package for package in solved.packages}
    own = {item.name: item for item in solved.asked.requirements}
    for item in dict.fromkeys(wanted):
        found = [by_name[name] for name in sorted(providers(item.module)) if name in by_name]
        if len(found) != 1 or not found[0].url:
            continue
        package = found[0]
        files = wheels.files(package.url)
        if files is None or not _has(files, item.module.partition(".")[0]) or _fits(files, item):
            continue
        before = _before(item, package, solved, resolver, wheels, moment)
        if before or (item.command and "." in item.module):
            yield AbsentModule(
                item.module,
                package.name,
                package.version,
                item.place,
                solved.asked,
                own.get(package.name),
                item.command,
                item.certain and solved.asked.certain,
                before,
            )


def _before(
    item: Wanted, package: Package, solved: Solved, resolver: Resolver, wheels: Wheels, moment: datetime
) -> str:
    """The bound below which the module was there; empty where nobody knows one."""
    for bound in _bounds(package.version):
        older = resolver.newest(f"{package.name}<{bound}", solved.asked, moment)
        files = wheels.files(older.url) if older is not None and older.url else None
        if files is not None and _fits(files, item):
            return bound
    return ""


def _bounds(version: str) -> Iterator[str]:
    numbers = version.split(".")
    if numbers[0].isdigit() and int(numbers[0]) > 0:
        yield numbers[0]
    if len(numbers) > 1 and numbers[1].isdigit() and int(numbers[1]) > 0:
        yield ".".join(numbers[:2])


def _fits(files: Iterable[str], item: Wanted) -> bool:
    if not item.command:
        return _has(files, item.module)
    path = item.module.replace(".", "/")
    return any(name.startswith((f"{path}.", f"{path}/__main__.")) for name in files)


def _has(files: Iterable[str], module: str) -> bool:
    """Whether a module is among the files: source, compiled, or a package."""
    path = module.replace(".", "/")
    return any(
        name.startswith((f"{path}.", f"{path}/"))
        and not name.startswith((f"{path}.dist-info", f"{path}.data"))
        for name in files
    )
