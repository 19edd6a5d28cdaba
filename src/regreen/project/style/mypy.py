"""What mypy is told, which files it checks, and which imports of theirs need stubs of their own.

Sources: mypy's documentation ("The mypy configuration file", "Missing imports"), its table of stubs that are installed
apart (`mypy.stubinfo`), and typeshed's folder `stubs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.ini import read_ini
from regreen.project.distributions import STANDARD_LIBRARY, providers
from regreen.project.jobs.wanted import joined
from regreen.project.place import on_line
from regreen.project.pyproject import read_pyproject
from regreen.project.style.patterns import pattern
from regreen.project.tree import Tree

STUBS: Mapping[str, str] = {
    "aiofiles": "types-aiofiles",
    "cachetools": "types-cachetools",
    "croniter": "types-croniter",
    "dateutil": "types-python-dateutil",
    "defusedxml": "types-defusedxml",
    "deprecated": "types-Deprecated",
    "docutils": "types-docutils",
    "flask_cors": "types-Flask-Cors",
    "flask_migrate": "types-Flask-Migrate",
    "httplib2": "types-httplib2",
    "jose": "types-python-jose",
    "jsonschema": "types-jsonschema",
    "markdown": "types-Markdown",
    "mock": "types-mock",
    "oauthlib": "types-oauthlib",
    "openpyxl": "types-openpyxl",
    "paramiko": "types-paramiko",
    "passlib": "types-passlib",
    "pexpect": "types-pexpect",
    "polib": "types-polib",
    "psutil": "types-psutil",
    "psycopg2": "types-psycopg2",
    "pymysql": "types-PyMySQL",
    "pytz": "types-pytz",
    "regex": "types-regex",
    "requests": "types-requests",
    "requests_oauthlib": "types-requests-oauthlib",
    "serial": "types-pyserial",
    "simplejson": "types-simplejson",
    "six": "types-six",
    "tabulate": "types-tabulate",
    "toml": "types-toml",
    "tqdm": "types-tqdm",
    "ujson": "types-ujson",
    "xmltodict": "types-xmltodict",
    "yaml": "types-PyYAML",
}
"""Modules without types of their own, for which mypy asks for stubs, and these."""
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)[^\n]*", re.M)
_WHOLE = re.compile(r"^(?:import|from)[ \t]+(\w+)\b[^\n]*", re.M)
_TYPED_BY_MYPY = STANDARD_LIBRARY | {"typing_extensions", "mypy_extensions", "_typeshed", "mypy"}
_QUIET = re.compile(r"#\s*(?:type:\s*ignore|mypy:)")
_FLAGS = frozenset(
    {"--ignore-missing-imports", "--install-types", "--follow-imports", "--config-file", "--exclude"}
)


class MypyOptions(Struct, frozen=True):
    """What is set in the section of mypy, and for which modules more is set."""

    options: Mapping[str, str]
    modules: frozenset[str]
    path: str = ""


def mypy_options(tree: Tree, directory: str) -> MypyOptions | None:
    """The configuration that mypy finds in a folder; None where it cannot be read."""
    start = f"{directory}/" if directory else ""
    for name in ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg"):
        source = tree.source(start + name) if start + name in tree.modes else None
        if source is None:
            continue
        found = _of_toml(source) if name.endswith(".toml") else _of_ini(source)
        if found is None:
            return None
        if found.options or found.modules or name.endswith("mypy.ini"):
            return found
    return MypyOptions({}, frozenset())


def _of_toml(source: Source) -> MypyOptions | None:
    project = read_pyproject(source)
    if project is None:
        return None
    table = project.table("tool", "mypy")
    overrides = table.get("overrides", [])
    named: set[str] = set()
    for item in overrides if isinstance(overrides, list) else ():
        module = item.get("module", "*") if isinstance(item, dict) else "*"
        named.update(map(str, module) if isinstance(module, list) else [str(module)])
    options = {
        str(name): "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in table.items()
        if name != "overrides"
    }
    return MypyOptions(options, frozenset(named), source.path)


def _of_ini(source: Source) -> MypyOptions:
    ini = read_ini(source)
    options = {
        option.name: "\n".join(text for _, text in option.rows) for option in ini.of("mypy") if option.name
    }
    named = {
        part.strip()
        for section in ini.sections
        if section.name.startswith("mypy-")
        for part in section.name.removeprefix("mypy-").split(",")
    }
    return MypyOptions(options, frozenset(named), source.path)


def ignores_imports(found: MypyOptions, words: Sequence[str]) -> bool:
    """Whether missing stubs are no errors, or nobody can tell."""
    if any(word.partition("=")[0] in _FLAGS for word in words):
        return True
    codes = " ".join(word for word in words if "import" in word) + found.options.get("disable_error_code", "")
    quiet = found.options.get("ignore_missing_imports", "").lower() in ("true", "1", "yes", "on")
    quiet = quiet or found.options.get("follow_imports", "normal") not in ("normal", "silent")
    quiet = quiet or "follow_untyped_imports" in found.options or "ignore_errors" in found.options
    return quiet or "import" in codes or "*" in found.modules


def checked(tree: Tree, found: MypyOptions, words: Sequence[str], directory: str) -> list[str]:
    """The files that mypy is given on its command line or by its configuration; none where nobody can tell."""
    operands = [word for word in words if not word.startswith("-")]
    valued = {"-p", "-m", "-c", "--package", "--module"} & set(words)
    if valued or any("$" in word or "*" in word or "=" in word for word in operands):
        return []
    named = operands or [part for part in re.split(r"[,\s]+", found.options.get("files", "")) if part]
    excluded = [pattern(text) for text in found.options.get("exclude", "").split("\n") if text]
    if any(one is None for one in excluded) or any("*" in name for name in named):
        return []
    paths: dict[str, None] = {}
    for name in named:
        path = joined(directory, name)
        if path is None:
            return []
        if path in tree.modes:
            paths[path] = None
        elif path == "" or tree.is_dir(path):
            below = (item for item in tree.under(path) if item.endswith(".py"))
            paths.update(dict.fromkeys(p for p in below if not any(one.search(p) for one in excluded if one)))
    return list(paths)


def wanting(tree: Tree, paths: Sequence[str], found: MypyOptions) -> Iterator[tuple[str, FileEvidence]]:
    """The modules that files import and that have stubs of their own, each with its first place."""
    told = {name.partition(".")[0] for name in found.modules}
    for path in paths:
        source = tree.source(path)
        if source is None or "# mypy: ignore-errors" in source.text or f"{path}i" in tree:
            continue  # of a module and its stub, mypy reads the stub
        for match in _IMPORT.finditer(source.text):
            module = match[1]
            if module in STUBS and module not in told and not _QUIET.search(match[0]):
                told.add(module)
                yield module, on_line(source, source.position(match.start())[0])


def foreign(tree: Tree, paths: Sequence[str], found: MypyOptions) -> Iterator[tuple[str, FileEvidence]]:
    """The modules that files import and that are neither Python's nor the project's, each with its first place."""
    told = {name.partition(".")[0] for name in found.modules}
    own = {
        part for path in tree.modes if path.endswith(".py") for part in path.removesuffix(".py").split("/")
    }
    for path in paths:
        source = tree.source(path)
        if source is None or "# mypy: ignore-errors" in source.text:
            continue
        for match in _WHOLE.finditer(source.text):
            module = match[1]
            if module in told or module in own or module in _TYPED_BY_MYPY or _QUIET.search(match[0]):
                continue
            told.add(module)
            yield module, on_line(source, source.position(match.start())[0])


def unusable(
    tree: Tree, found: MypyOptions, held: frozenset[str], words: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What stops mypy before it checks anything: a plugin that nothing provides, a path that is not there.

    `held` are the distributions beside mypy. Gives the text to look for in the configuration, and what mypy says.
    """
    for plugin in re.split(r"[,\s]+", found.options.get("plugins", "")):
        path, top = plugin.partition(":")[0], re.split(r"[.:]", plugin)[0]
        if not plugin:
            continue
        if path.endswith(".py"):
            if not tree.exists(path.removeprefix("./")):
                yield path, f"Can't find plugin '{path}'"
        elif held.isdisjoint(providers(top)) and not any(
            f"/{top}." in f"/{p}" or f"/{top}/" in f"/{p}" for p in tree.modes
        ):
            yield plugin, f"Error importing plugin '{plugin}'"
    operands = [word for word in words if not word.startswith("-")]
    if operands or {"-p", "-m", "-c", "--package", "--module"} & set(words):
        return
    for name in re.split(r"[,\s]+", found.options.get("files", "")):
        if (
            name
            and not re.search(r"[*?$]", name)
            and not tree.exists(name.removeprefix("./").rstrip("/"))
            and name != "."
        ):
            yield name, f"can't read file '{name}'"


def option_place(tree: Tree, found: MypyOptions, text: str) -> FileEvidence | None:
    """The line of the configuration that holds a text."""
    source = tree.source(found.path) if found.path else None
    at = source.text.find(text, max(source.text.find("mypy"), 0)) if source is not None else -1
    return on_line(source, source.position(at)[0]) if source is not None and at >= 0 else None
