"""Which files a call of a tool covers, and with which options.

Sources: the documentation of black ("File collection and discovery"), ruff ("Python file discovery"), flake8 and isort.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from regreen.model.text import Source
from regreen.patch.ini import read_ini
from regreen.project.ignore import Ignores
from regreen.project.jobs.wanted import joined
from regreen.project.pyproject import read_pyproject
from regreen.project.style.arguments import Options, options
from regreen.project.style.calls import ToolCall
from regreen.project.style.patterns import name_glob, pattern
from regreen.project.tree import EXECUTABLE, REGULAR, Tree

_BLACK_OUT = re.compile(
    r"/(\.direnv|\.eggs|\.git|\.hg|\.ipynb_checkpoints|\.mypy_cache|\.nox|\.pytest_cache|\.ruff_cache|\.tox|\.svn"
    r"|\.venv|\.vscode|__pypackages__|_build|buck-out|build|dist|venv)/"
)
_RUFF_OUT = tuple(
    str.split(
        """.bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache
    .pytype .ruff_cache .svn .tox .venv .vscode __pypackages__ _build buck-out build dist node_modules site-packages
    venv"""
    )
)
_FLAKE8_OUT = (".svn", "CVS", ".bzr", ".hg", ".git", "__pycache__", ".tox", ".nox", ".eggs", "*.egg")
_ISORT_OUT = tuple(
    str.split(""".venv venv node_modules __pypackages__ .bzr .direnv .eggs .git .hg .mypy_cache .nox .pants.d .svn .tox
    _build buck-out build dist .pytype""")
)
Test = Callable[[str], bool]
Tests = tuple[Test, Test]
"""Whether a file that is found counts, and whether one that is named does."""


class Scope(Struct, frozen=True, dict=True):
    """The files of one call, and the settings that hold for them (of the file that the tool reads)."""

    call: ToolCall
    options: Options
    files: tuple[str, ...]
    settings: Mapping[str, object] = field(default_factory=dict)
    home: str = ""


@lru_cache(maxsize=8)
def _ignores(tree: Tree) -> Ignores:
    return Ignores(tree)


def scope_of(tree: Tree, call: ToolCall) -> Scope | None:
    """The scope of a call; None where it cannot be told."""
    words = list(call.words)
    if call.tool == "ruff":
        words = words[1:] if words[:1] in (["check"], ["format"]) else words
    found = options(words)
    if found is None or {"config", "settings-path", "settings-file", "sp", "rcfile"} & set(found.values):
        return None
    operands = found.operands if not call.hook else ()
    python = [
        path for path, mode in tree.modes.items() if path.endswith(".py") and mode in (REGULAR, EXECUTABLE)
    ]
    if call.hook is not None:
        named, searched = set(call.hook.select(python)), set[str]()
        roots: list[str] = [""]
    else:
        chosen = _covered(tree, call, operands or _usual(call.tool), python)
        if chosen is None:
            return None
        named, searched, roots = chosen
    home = _home(tree, call.tool, roots if call.tool in ("black", "isort") else [call.directory])
    settings = read_settings(tree, call.tool, home)
    if settings is None:
        return None
    files = tuple(_kept(tree, call, found, settings, home, named, searched))
    return Scope(call, found, files, settings, home)


def _usual(tool: str) -> tuple[str, ...]:
    return (".",) if tool in ("ruff", "flake8") else ()


def _covered(
    tree: Tree, call: ToolCall, operands: Sequence[str], python: Sequence[str]
) -> tuple[set[str], set[str], list[str]] | None:
    """The files that are named, those below folders that are, and the operands from the root."""
    named: set[str] = set()
    searched: set[str] = set()
    roots: list[str] = []
    for operand in operands:
        if operand in ("-",) or "$" in operand or "{" in operand:
            return None
        path = joined(call.directory, operand)
        if path is None:
            return None
        if "*" in operand or "?" in operand:
            shell = name_glob(path) if "**" in operand else None
            depth = path.count("/")
            hits = [p for p in (*python, *tree.directories) if p and (shell or name_glob(path)).match(p)]
            hits = [p for p in hits if p.count("/") == depth or (shell and "**" in operand)]
        else:
            hits = [path]
        for hit in hits:
            if hit in tree.modes:
                named.add(hit)
                roots.append(posixpath.dirname(hit))
            elif hit == "" or tree.is_dir(hit):
                prefix = f"{hit}/" if hit else ""
                searched.update(p for p in python if p.startswith(prefix))
                roots.append(hit)
    named &= set(python)
    return named, searched, roots or [call.directory]


def _home(tree: Tree, tool: str, roots: Sequence[str]) -> str:
    """The folder whose configuration holds: the closest one that has any, up from what all operands share."""
    shared = posixpath.commonpath(roots) if all(roots) else ""
    while shared:
        if _has_settings(tree, tool, shared):
            return shared
        shared = posixpath.dirname(shared)
    return ""


def _has_settings(tree: Tree, tool: str, folder: str) -> bool:
    start = f"{folder}/" if folder else ""
    if tool == "ruff" and (f"{start}ruff.toml" in tree.modes or f"{start}.ruff.toml" in tree.modes):
        return True
    text = tree.text(f"{start}pyproject.toml") if f"{start}pyproject.toml" in tree.modes else None
    if text and f"[tool.{tool}" in text:
        return True
    names = {
        "flake8": (".flake8", "tox.ini", "setup.cfg"),
        "isort": (".isort.cfg", "tox.ini", "setup.cfg"),
    }.get(tool, ())
    return any(f"[{tool}]" in (tree.text(start + name) or "") for name in names if start + name in tree.modes)


def read_settings(tree: Tree, tool: str, folder: str) -> Mapping[str, object] | None:
    """The settings of a tool in a folder, with dashes in their names; None where they cannot be read."""
    start = f"{folder}/" if folder else ""
    if tool == "ruff":
        for name in (".ruff.toml", "ruff.toml"):
            source = tree.source(start + name) if start + name in tree.modes else None
            if source is not None:
                return _toml(source, ())
    if tool in ("black", "ruff"):
        source = tree.source(f"{start}pyproject.toml") if f"{start}pyproject.toml" in tree.modes else None
        return _toml(source, ("tool", tool)) if source is not None else {}
    if tool == "isort":
        for name, section in (
            (".isort.cfg", "settings"),
            ("pyproject.toml", ""),
            ("setup.cfg", "isort"),
            ("setup.cfg", "tool:isort"),
            ("tox.ini", "isort"),
        ):
            source = tree.source(start + name) if start + name in tree.modes else None
            if source is None:
                continue
            found = _toml(source, ("tool", "isort")) if not section else _ini(source, section)
            if found:
                return found
        return {}
    if tool == "flake8":
        for name in ("setup.cfg", "tox.ini", ".flake8"):
            source = tree.source(start + name) if start + name in tree.modes else None
            found = _ini(source, "flake8") if source is not None else {}
            if found:
                return found
        # read by the plugin Flake8-pyproject alone, without which nobody writes the table
        source = tree.source(f"{start}pyproject.toml") if f"{start}pyproject.toml" in tree.modes else None
        found = _toml(source, ("tool", "flake8")) if source is not None else {}
        return {name: _lines(value) for name, value in found.items()} if found is not None else None
    return {}


def _lines(value: object) -> object:
    """A list as an INI file has it."""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else value


def _toml(source: Source, path: tuple[str, ...]) -> Mapping[str, object] | None:
    project = read_pyproject(source)
    if project is None:
        return None
    return _dashed(project.table(*path)) if path else _dashed(project.table())


def _dashed(table: Mapping[str, object]) -> dict[str, object]:
    return {
        str(name).replace("_", "-"): _dashed(value)
        if isinstance(value, dict) and name not in ("per-file-ignores",)
        else value
        for name, value in table.items()
    }


def _ini(source: Source, section: str) -> dict[str, object]:
    return {
        option.name.replace("_", "-"): "\n".join(text for _, text in option.rows)
        for option in read_ini(source).of(section)
        if option.name
    }


def _kept(
    tree: Tree,
    call: ToolCall,
    found: Options,
    settings: Mapping[str, object],
    home: str,
    named: set[str],
    searched: set[str],
) -> Iterator[str]:
    """The files that the tool's own exclusions leave."""
    keep = {"black": _black, "ruff": _ruff, "flake8": _flake8, "isort": _isort}.get(call.tool)
    tests = keep(found, settings, call) if keep is not None else (lambda path: True, lambda path: True)
    if tests is None:
        return
    respects = call.tool in ("black", "ruff") and tree.tracked
    ignores = _ignores(tree) if respects and ".gitignore" in tree.names else None
    by_folder: dict[str, tuple[str, Tests | None]] = {home: (home, tests)}
    for path in sorted(named | searched):
        folder = closest(tree, path) if call.tool == "ruff" else home
        if folder not in by_folder:  # ruff takes the settings that are closest to the file
            closer = read_settings(tree, "ruff", folder)
            by_folder[folder] = folder, _ruff(found, closer, call) if closer is not None else None
        tests = by_folder[folder][1]
        if tests is None:
            continue
        inner = path.removeprefix(f"{folder}/" if folder else "")
        if path in named:
            if tests[1](inner):
                yield path
        elif tests[0](inner) and not (ignores is not None and ignores.hides(path)):
            yield path


def closest(tree: Tree, path: str) -> str:
    """The folder of the settings that ruff takes for a file."""
    folder = path.rpartition("/")[0]
    while folder and not _has_settings(tree, "ruff", folder):
        folder = folder.rpartition("/")[0]
    return folder


def _strings(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [
            part.strip()
            for line in value.split("\n")
            for part in line.partition("#")[0].split(",")
            if part.strip()
        ]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(value)
    return None if value is not None else []


def _black(found: Options, settings: Mapping[str, object], call: ToolCall) -> Tests | None:
    """Tests for files that are found, and for those that are named."""
    texts = [
        found.values.get(name) or settings.get(name)
        for name in ("exclude", "extend-exclude", "force-exclude", "include")
    ]
    if any(text is not None and not isinstance(text, str) for text in texts):
        return None
    compiled = [_black_pattern(str(text)) if text else None for text in texts]
    if any(text and one is None for text, one in zip(texts, compiled, strict=True)):
        return None
    exclude, extend, force, include = compiled
    exclude = exclude if texts[0] is not None else _BLACK_OUT

    def hit(one: re.Pattern[str] | None, path: str) -> bool:
        if one is None:
            return False
        parts = path.split("/")
        folders = ("/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts)))
        return bool(one.search("/" + path)) or any(one.search(folder) for folder in folders)

    def searched(path: str) -> bool:
        return not (hit(exclude, path) or hit(extend, path) or hit(force, path)) and (
            include is None or include.search("/" + path) is not None
        )

    return searched, lambda path: not hit(force, path)


def _black_pattern(text: str) -> re.Pattern[str] | None:
    """Of several lines it is a verbose expression."""
    return pattern(f"(?x){text}") if "\n" in text else pattern(text)


@lru_cache(maxsize=4096)
def _names_part(patterns: tuple[str, ...], part: str) -> bool:
    """Whether one of the patterns matches a name within a path."""
    return any(name_glob(text.removeprefix("./").rstrip("/")).match(part) for text in patterns)


def _globbed(patterns: Sequence[str], path: str) -> bool:
    """Whether a pattern matches the path, one of its folders, or a name among them."""
    parts = path.split("/")
    if any(_names_part(tuple(patterns), part) for part in parts):
        return True
    for text in patterns:
        if "/" not in text:
            continue
        glob = text.removeprefix("./").rstrip("/")
        plain = name_glob(glob)
        if "/" in glob and any(plain.match("/".join(parts[:n])) for n in range(1, len(parts) + 1)):
            return True
        if glob.startswith(("*/", "**/")) and any(
            name_glob(glob.lstrip("*").lstrip("/")).match("/".join(parts[a:b]))
            for a in range(len(parts))
            for b in range(a + 1, len(parts) + 1)
        ):
            return True
        if glob.endswith(("/*", "/**")) and _globbed([glob.rstrip("*").rstrip("/")], path):
            return True
    return False


def _ruff(found: Options, settings: Mapping[str, object], call: ToolCall) -> Tests | None:
    if "extend" in settings:
        return None
    part = "format" if call.words[:1] == ("format",) else "lint"
    section = settings.get(part)
    lists = [
        _strings(found.values.get("exclude") or settings.get("exclude")),
        _strings(settings.get("extend-exclude")),
        _strings(found.values.get("extend-exclude")),
        _strings(section.get("exclude")) if isinstance(section, dict) else [],
    ]
    if any(one is None for one in lists) or "include" in settings:
        return None
    patterns = [text for one in lists for text in one or ()]
    if "exclude" not in settings and "exclude" not in found.values:
        patterns += _RUFF_OUT
    forced = (
        call.hook is not None or "--force-exclude" in found.flags or settings.get("force-exclude") is True
    )
    kept = lambda path: not _globbed(patterns, path)  # noqa: E731
    return kept, kept if forced else (lambda path: True)


def _flake8(found: Options, settings: Mapping[str, object], call: ToolCall) -> Tests | None:
    lists = [
        _strings(found.values.get("exclude") or settings.get("exclude")),
        _strings(found.values.get("extend-exclude") or settings.get("extend-exclude")),
    ]
    if any(one is None for one in lists) or "filename" in settings or "filename" in found.values:
        return None
    patterns = [text for one in lists for text in one or ()]
    if "exclude" not in settings and "exclude" not in found.values:
        patterns += _FLAKE8_OUT
    kept = lambda path: not _globbed(patterns, path)  # noqa: E731
    return kept, kept


def _isort(found: Options, settings: Mapping[str, object], call: ToolCall) -> Tests | None:
    lists = [
        _strings(settings.get(name)) for name in ("skip", "extend-skip", "skip-glob", "extend-skip-glob")
    ]
    lists += [_strings(found.values.get(name)) for name in ("skip", "skip-glob", "sg")]
    if any(one is None for one in lists):
        return None
    patterns = [text for one in lists for text in one or ()]
    if "skip" not in settings:
        patterns += _ISORT_OUT
    kept = lambda path: not _globbed(patterns, path)  # noqa: E731
    return kept, kept
