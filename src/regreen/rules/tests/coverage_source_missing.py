"""Coverage is measured of a package or folder that is not there.

## Why
The package was renamed or moved (into `src`), or the option was copied. coverage warns `Module … was never imported`,
measures nothing, and a gate fails with 0 %.

## Fix
Name the package as the tests import it (`--cov=shop`), or its folder as it is in the checkout (`--cov=src/shop`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._coverage import gates
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_OPTION = re.compile(r"--cov=([\w./-]+)$")


def nowhere(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each source that is neither a path nor a module of the project or of what is installed."""
    found: dict[tuple[str, FileEvidence], list[FileEvidence]] = {}
    others: set[tuple[str, FileEvidence]] = set()
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            collected = lacking.collected(call)
            if collected is None or call.directory != collected.root:
                continue
            environment = lacking.holdings.runs_in(call)
            if environment is None or environment.unknown:
                continue
            setting = collected.setting("addopts")
            named = [(word, call.place) for word in call.arguments]
            named += [(word, setting.place) for word in collected.addopts] if setting is not None else []
            held = lacking.holdings.closure(environment).names
            sources = [(m[1], place) for word, place in named if (m := _OPTION.fullmatch(word))]
            there = [item for item in sources if _is_there(item[0], collected.root, held, tree)]
            others.update(there)
            for item in sources:
                if item not in there:
                    found.setdefault(item, []).append(call.place)
    gate = next(gates(job_runs, lacking), None)
    for (source, place), calls in found.items():
        alone = not any(where == place for _, where in others)
        certain = gate is not None and alone and gate[0] > 0
        yield Match(
            places=unique((place, *calls, *((gate[1],) if gate is not None else ()))),
            data={"source": source, "instead": _instead(source, tree)},
            severity=Severity.ERROR if certain else Severity.WARNING,
            title=f"Coverage is measured of {source}, which is not there",
        )


def _is_there(source: str, root: str, held: frozenset[str], tree: Tree) -> bool:
    from regreen.project.distributions import providers

    path = source.strip("/").removeprefix("./").rstrip("/")
    if path in ("", ".") or path.startswith("../"):
        return True
    start = f"{root}/" if root else ""
    if (
        tree.exists(start + path)
        or tree.exists(path)
        or not held.isdisjoint(providers(path.partition(".")[0]))
    ):
        return True
    module = path.replace(".", "/")
    below = (f"{module}.py", f"{module}/__init__.py", f"{module}/")
    return any(f"/{name}" in f"/{each}" for each in tree.modes for name in below)


def _instead(source: str, tree: Tree) -> str:
    """The only package of the checkout, where there is one."""
    packages = {
        path.removesuffix("/__init__.py")
        for path in tree.modes
        if re.fullmatch(r"(?:src/)?\w+/__init__\.py", path) and not re.search(r"test|docs|example", path)
    }
    only = packages.pop() if len(packages) == 1 else ""
    return only if "/" in source else only.removeprefix("src/")


def renamed(match: Match, tree: Tree) -> Iterator[Edit]:
    """The only package of the project in its place."""
    from regreen.model.text import Span

    old, new, place = f"--cov={match.data['source']}", f"--cov={match.data['instead']}", match.places[0]
    source = tree.source(place.path)
    if source is None or not match.data["instead"]:
        return
    start = source.offset(place.line)
    found = re.compile(re.escape(old) + r"(?![\w./-])").search(source.text, start)
    if found is not None:
        yield Edit(Span(place.path, *found.span()), old, new)


RULE = Rule(
    id="coverage-source-missing",
    category=Category.COVERAGE_THRESHOLD,
    title="Coverage is measured of {source}, which is not there",
    find=nowhere,
    key=("source",),
    explains=("coverage-below-threshold",),
    fixers=(
        Fixer("Measure {instead}", Safety.UNSAFE, renamed),
        Fixer("Name the package as the tests import it", Safety.ADVICE),
    ),
)
