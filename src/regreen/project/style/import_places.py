"""Which section a module belongs to, and which order is wanted, by the settings of isort and of ruff.

Sources: isort's documentation (options, profiles, `isort.place`) and ruff's (`lint.isort`, "How does Ruff determine
which of my imports are first-party, third-party, etc.?").
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from regreen.project.pyproject import read_pyproject
from regreen.project.style.import_order import FIRST, FUTURE, LOCAL, STANDARD, THIRD, Order, Placing
from regreen.project.tree import Tree

_CHANGED = frozenset(
    str.split(
        """aifc annotationlib asynchat asyncore audioop binhex cgi cgitb chunk compression crypt dataclasses distutils
    formatter graphlib imghdr imp macpath mailcap msilib nis nntplib ossaudiodev parser pipes pyexpat smtpd sndhdr spwd
    sunau symbol telnetlib test this tomllib uu xdrlib zoneinfo contextvars asyncio typing enum statistics lib2to3
    _typeshed importlib_metadata idlelib"""
    )
) - {"asyncio", "typing", "enum", "statistics", "dataclasses", "contextvars", "zoneinfo", "graphlib"}
_STANDARD = frozenset(sys.stdlib_module_names) - _CHANGED
_ISORT = frozenset(
    str.split(
        """profile multi-line-output include-trailing-comma use-parentheses force-grid-wrap skip extend-skip skip-glob
    ensure-newline-before-comments extend-skip-glob filter-files src-paths known-first-party known-third-party
    known-local-folder combine-as-imports force-single-line force-sort-within-sections lines-after-imports line-length
    split-on-trailing-comma atomic balanced-wrapping skip-gitignore py-version indent order-by-type case-sensitive
    color-output quiet verbose extra-standard-library not-skip virtual-env wrap-length include show-diff
    known-localfolder
    default-section"""
    )
)
_RUFF = frozenset(
    str.split(
        """known-first-party known-third-party known-local-folder force-single-line force-sort-within-sections
    combine-as-imports lines-after-imports split-on-trailing-comma extra-standard-library required-imports
    order-by-type case-sensitive detect-same-package force-wrap-aliases"""
    )
)
_ON_LINE = frozenset(
    str.split(
        """profile line-length multi-line check check-only c diff df d q quiet v verbose filter-files project src-path
    src skip skip-glob known-first-party jobs color gitignore atomic sg"""
    )
)


def isort_order(
    settings: Mapping[str, object], values: Mapping[str, str], flags: frozenset[str]
) -> Order | None:
    """The order that isort is told to keep; None where an option is set that may change more."""
    asked = {**settings, **{name: value for name, value in values.items() if name not in ("skip", "sg")}}
    profile = str(asked.get("profile", ""))
    unknown = set(settings) - _ISORT or (set(values) | {flag.lstrip("-") for flag in flags}) - _ON_LINE
    if unknown or profile not in ("", "black", "pycharm"):
        return None
    if str(asked.get("default-section", "THIRDPARTY")) != "THIRDPARTY" or _listed(
        asked.get("force-single-line-exclusions")
    ):
        return None
    mode = str(asked.get("multi-line-output", asked.get("multi-line", "3" if profile == "black" else "0")))
    comma = _true(asked.get("include-trailing-comma", profile == "black"))
    return Order(
        by_module=_true(asked.get("force-sort-within-sections", profile == "pycharm")),
        single=_true(asked.get("force-single-line", False)),
        joined_as=_true(asked.get("combine-as-imports", False)),
        by_type=_true(asked.get("order-by-type", True)),
        case=_true(asked.get("case-sensitive", False)),
        line_length=_figure(asked.get("line-length"), 88 if profile == "black" else 79),
        below=_figure(asked.get("lines-after-imports"), -1),
        wraps=mode in ("3", "VERTICAL_HANGING_INDENT") and comma,
    )


def ruff_order(settings: Mapping[str, object], values: Mapping[str, str]) -> Order | None:
    """The order that ruff is told to keep; None where an option is set that may change more."""
    own = _own(settings)
    if own is None or set(own) - _RUFF or _true(own.get("force-wrap-aliases", False)) or "config" in values:
        return None
    return Order(
        by_module=_true(own.get("force-sort-within-sections", False)),
        single=_true(own.get("force-single-line", False)),
        joined_as=_true(own.get("combine-as-imports", False)),
        by_type=_true(own.get("order-by-type", True)),
        case=_true(own.get("case-sensitive", False)),
        line_length=_figure(values.get("line-length") or settings.get("line-length"), 88),
        below=_figure(own.get("lines-after-imports"), -1),
    )


def ruff_places(tree: Tree, settings: Mapping[str, object], home: str, path: str) -> Placing:
    """Where ruff puts the modules that a file imports."""
    own = _own(settings) or {}
    sources = _listed(settings.get("src")) if "src" in settings else [".", "src"]
    same = _package(tree, path) if own.get("detect-same-package", True) is not False else ""
    known = _known(own, settings)
    return _placing(tree, known, tuple(_joined(home, each) for each in sources), same, ())


def isort_places(tree: Tree, settings: Mapping[str, object], values: Mapping[str, str], home: str) -> Placing:
    """Where isort puts modules."""
    asked = {**settings}
    more = values.get("project") or values.get("known-first-party")
    if more:
        asked["known-first-party"] = [*_listed(asked.get("known-first-party")), more]
    sources = _listed(asked.get("src-paths") or values.get("src") or values.get("src-path")) or [".", "src"]
    known = _known(asked, {})
    return _placing(tree, known, tuple(_joined(home, each) for each in sources), "", _project(tree))


def _placing(
    tree: Tree, known: Mapping[str, int | None], sources: Sequence[str], same: str, doubtful: Collection[str]
) -> Placing:
    @lru_cache(maxsize=512)
    def place(name: str) -> int | None:
        if name == "__future__":
            return FUTURE
        if name in known:
            return known[name]
        if name in _CHANGED or any("*" in each for each in (*known, *sources)):
            return None
        if name in _STANDARD:
            return STANDARD
        if name == same:
            return FIRST
        found = [_present(tree, root, name) for root in sources]
        if True in found:
            return FIRST
        return None if None in found or name in doubtful else THIRD

    return place


def _present(tree: Tree, root: str, name: str) -> bool | None:
    """Whether a module is below a folder; None where only a folder without Python files of its own has the name."""
    start = f"{root}/{name}" if root else name
    if f"{start}.py" in tree.modes or f"{start}/__init__.py" in tree.modes:
        return True
    if not tree.is_dir(start):
        return False
    return (
        True
        if any(path.endswith(".py") for path in tree.under(start) if "/" not in path[len(start) + 1 :])
        else None
    )


def _package(tree: Tree, path: str) -> str:
    """The outermost package that a file is in."""
    folder, found = path.rpartition("/")[0], ""
    while folder and f"{folder}/__init__.py" in tree.modes:
        folder, _, found = folder.rpartition("/")
    return found


def _project(tree: Tree) -> frozenset[str]:
    """The names that the folder of the checkout may have, which isort takes for a module of the project."""
    source = tree.source("pyproject.toml") if "pyproject.toml" in tree.modes else None
    project = read_pyproject(source) if source is not None else None
    named = project.table("project").get("name") if project is not None else None
    clone = tree.origin.rstrip("/").removesuffix(".git").rpartition("/")[2]
    return frozenset(name.replace("-", "_") for name in (clone, str(named or "")))


def _known(own: Mapping[str, object], settings: Mapping[str, object]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for names, section in (
        ("extra-standard-library", STANDARD),
        ("known-third-party", THIRD),
        ("known-first-party", FIRST),
        ("known-local-folder", LOCAL),
        ("known-localfolder", LOCAL),
    ):
        for name in _listed(own.get(names)):
            top = name.partition(".")[0]
            found[top] = section if top == name and name not in found else None
    return found


def _own(settings: Mapping[str, object]) -> Mapping[str, object] | None:
    lint = settings.get("lint")
    tables = [settings.get("isort"), lint.get("isort") if isinstance(lint, dict) else None]
    merged: dict[str, object] = {}
    for table in tables:
        if isinstance(table, dict):
            merged.update(table)
        elif table is not None:
            return None
    return merged


def _joined(home: str, path: str) -> str:
    clean = path.removeprefix("./").strip("/")
    return "/".join(part for part in (home, "" if clean == "." else clean) if part)


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for line in value.split("\n") for part in line.split(",") if part.strip()]
    return [str(item) for item in value] if isinstance(value, list) else []


def _true(value: object) -> bool:
    return value.strip().lower() in ("true", "1", "yes", "y", "on") if isinstance(value, str) else bool(value)


def _figure(value: object, usual: int) -> int:
    try:
        return int(str(value)) if value is not None else usual
    except ValueError:
        return usual
