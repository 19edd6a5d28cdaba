"""Code uses a module or name that this version of Python no longer has.

## Why
Python removes what was deprecated long enough: `distutils`, `imp` and `asynchat` in 3.12, nineteen "dead
batteries" such as `cgi` in 3.13, the aliases in `collections` in 3.10. The job runs a newer interpreter
than the code, or a dependency, was written for. The other way round, a name that came later (`datetime.UTC` and
`typing.Self` in 3.11, `itertools.pairwise` in 3.10) is not there yet where the job runs an older one.

## Fix
Upgrade the dependency in whose file the error is raised. In code of the project use the replacement. Until
then run the job with the last Python that still has it, and say so in `requires-python`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.logs.statements import Statement
from regreen.project.place import on_line
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.removed import Removed
    from regreen.project.tree import Tree

_MODULES = {
    "3.10": "formatter parser symbol macpath",
    "3.11": "asyncio.compat binhex",
    "3.12": "distutils imp asynchat asyncore smtpd",
    "3.13": (
        "aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau"
        " telnetlib uu xdrlib lib2to3"
    ),
}
_NAMES = {
    "3.9": "base64.encodestring base64.decodestring",
    "3.10": (
        "collections.Callable collections.Mapping collections.MutableMapping collections.Iterable"
        " collections.Sequence collections.Hashable collections.Set collections.MutableSet"
        " collections.MutableSequence collections.Iterator collections.Sized collections.Container fractions.gcd"
    ),
    "3.11": "inspect.getargspec inspect.formatargspec asyncio.coroutine random.jumpahead",
    "3.12": "configparser.SafeConfigParser pkgutil.ImpImporter ssl.wrap_socket ssl.match_hostname",
    "3.13": "locale.resetlocale typing.io typing.re",
    "3.14": (
        "ast.Str ast.Num ast.Bytes ast.NameConstant ast.Ellipsis pkgutil.get_loader pkgutil.find_loader"
        " asyncio.get_child_watcher asyncio.set_child_watcher"
    ),
}
_REMOVED = {
    name: version
    for table in (_MODULES, _NAMES)
    for version, names in table.items()
    for name in names.split()
}

_OF_COLLECTIONS = re.compile(r"^from[ \t]+(?P<module>collections)[ \t]+import[ \t]+(?P<names>[\w, \t]+)$")


def _removed(_: Statement, data: dict[str, str]) -> dict[str, str] | None:
    name = data["name"] if "owner" not in data else f"{data['owner']}.{data['name']}"
    version = _REMOVED.get(name) or ("" if "owner" in data else _REMOVED.get(name.partition(".")[0], ""))
    return {"name": name, "version": version} if version else None


log = saying(
    r"No module named '?(?P<name>[\w.]+)'?",
    r"module '(?P<owner>\w+)' has no attribute '(?P<name>\w+)'",
    r"cannot import name '(?P<name>\w+)' from '(?P<owner>[\w.]+)' \([^)\n]*python3",
    judge=_removed,
)


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """What a job imports of the standard library and its Python does not have; one match for each."""
    from regreen.project.jobs.python_places import python_places
    from regreen.project.jobs.removed import removed_modules

    groups: dict[str, list[Removed]] = {}
    for item in removed_modules(job_runs, lacking):
        groups.setdefault(item.module, []).append(item)
    for module, members in groups.items():
        first = members[0]
        statement = first.found.statement
        source = tree.source(statement.path)
        place = on_line(source, statement.line, statement.column) if source is not None else first.call.place
        word = "not yet" if first.added else "no longer"
        what = module if "." in module else f"the module {module}"
        pythons = (other for item in members for other in (*python_places(item.run), item.call.place)[:1])
        yield Match(
            places=unique((place, *pythons)),
            data={"name": module, "version": first.since},
            severity=Severity.ERROR if any(item.call.certain for item in members) else Severity.WARNING,
            count=len({named(item.run) for item in members}),
            title=f"{named(first.run)} runs Python {first.python}, which has {word} {what}",
        )


def moved(match: Match, tree: Tree) -> list[Edit]:
    """The abstract classes from where they are now."""
    from regreen.model.text import Span

    place = match.places[0] if match.places and match.data["name"].startswith("collections.") else None
    source = tree.source(place.path) if place is not None else None
    line = source.line(place.line) if source is not None and place is not None else ""
    found = _OF_COLLECTIONS.match(line)
    if source is None or place is None or found is None:
        return []
    names = {name.split()[0] for name in found["names"].split(",") if name.strip()}
    if not all(f"collections.{name}" in _REMOVED for name in names):
        return []
    start = source.offset(place.line) + found.start("module")
    return [Edit(Span(source.path, start, start + len("collections")), "collections", "collections.abc")]


def newer(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterator[Edit]:
    """The oldest Python that has it where a job names its own; in a matrix the older one goes."""
    from regreen.project.jobs.removed import removed_modules
    from regreen.rules._pythons import replaced

    for item in removed_modules(job_runs, lacking) if not match.lines else ():
        if item.added and item.module == match.data["name"]:
            yield from replaced(item.run, item.since)


RULE = Rule(
    id="removed-from-python",
    category=Category.MISSING_MODULE,
    title="Python {version} removed {name}",
    log=log,
    find=absent,
    key=("name",),
    explains=(
        "module-not-installed",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "coverage-below-threshold",
    ),
    fixers=(
        Fixer("Import {name} from where it is", Safety.SAFE, moved),
        Fixer("Run no Python that has not {name} yet", Safety.UNSAFE, newer),
        Fixer(
            "Upgrade what still uses {name}, or run the job with a Python that has it ({version} changed that)",
            Safety.ADVICE,
        ),
        Fixer(
            "setuptools brings a copy of distutils along", Safety.ADVICE, commands=("pip install setuptools",)
        ),
    ),
)
