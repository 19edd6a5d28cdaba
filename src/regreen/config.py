"""Settings: `[tool.regreen]` in the pyproject.toml at the root of the repository. Nothing else reads them.

    [tool.regreen]
    ignore = [
      { rule = "vulnerable-dependencies", path = "docs/**", reason = "the docs are not deployed" },
      { rule = "lint-*", job = "nightly*", reason = "informative only" },
    ]

    store = "postgresql://history.example/regreen"   # or a folder; where the history is kept
    keep = 500                                       # runs of this project that stay in it

`rule`, `path` and `job` are shell patterns; without `path` and `job` the cause is ignored everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import fields

from regreen.model.errors import ConfigError
from regreen.model.text import Source

PATH = "pyproject.toml"


class Ignore(Struct, frozen=True):
    """Causes that are none here, and why."""

    rule: str
    reason: str
    path: str = ""
    job: str = ""


class Config(Struct, frozen=True):
    """All settings."""

    ignore: tuple[Ignore, ...] = ()
    store: str = ""
    keep: int = 0


def load(source: Source | None) -> Config:
    """The settings in a pyproject.toml; none where there is no such file, or where it is no TOML (which is
    for the diagnosis to say). Raises `ConfigError` that names the line.
    """
    if source is None or "regreen" not in source.text:
        return Config()
    import tomllib  # most repositories have no settings

    try:
        document = tomllib.loads(source.text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return Config()
    tool = document.get("tool")
    table = tool.get("regreen") if isinstance(tool, dict) else None
    if table is None:
        return Config()
    if not isinstance(table, dict):
        raise _error(source, "regreen", "[tool.regreen] must be a table")
    _known(source, table, [field.name for field in fields(Config)], "[tool.regreen]")
    ignore = table.get("ignore", [])
    if not isinstance(ignore, list):
        raise _error(source, "ignore", "'ignore' must be a list of tables")
    return Config(
        tuple(_ignore(source, entry) for entry in ignore), _store(source, table), _keep(source, table)
    )


def _store(source: Source, table: Mapping[str, object]) -> str:
    store = table.get("store", "")
    if not isinstance(store, str):
        raise _error(source, "store", "'store' must be a text: a folder, or an address of PostgreSQL")
    if re.match(r"[a-z+]+://[^/@]*:[^/@]*@", store):
        raise _error(source, "store", "'store' must hold no password; PGPASSWORD or a .pgpass file can")
    return store


def _keep(source: Source, table: Mapping[str, object]) -> int:
    keep = table.get("keep", 0)
    if not isinstance(keep, int) or isinstance(keep, bool) or keep < 0:
        raise _error(source, "keep", "'keep' must be a number of runs")
    return keep


def _ignore(source: Source, entry: object) -> Ignore:
    if not isinstance(entry, dict):
        raise _error(source, "ignore", "each entry of 'ignore' must be a table with 'rule' and 'reason'")
    _known(source, entry, [field.name for field in fields(Ignore)], "'ignore'")
    for name, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            raise _error(source, name, f"'{name}' of an ignored cause must be a text")
    for name in ("rule", "reason"):
        if name not in entry:
            raise _error(source, "ignore", f"an ignored cause needs a '{name}'")
    return Ignore(**entry)


def _known(source: Source, table: Mapping[str, object], names: Iterable[str], where: str) -> None:
    names = list(names)
    for key in table:
        if key not in names:
            near = get_close_matches(key, names, 1, cutoff=0.0)[0]
            raise _error(source, key, f"{where} has no key '{key}'; the nearest is '{near}'")


def _error(source: Source, key: str, sentence: str) -> ConfigError:
    return ConfigError(f"{source.path} line {_line(source.text, key)}: {sentence}")


def _line(text: str, key: str) -> int:
    """The first line below the table's header that has the key (tomllib keeps no places)."""
    lines = text.split("\n")
    header = re.compile(r"\s*\[+\s*tool\s*\.\s*[\"']?regreen\b|\s*regreen\b")
    start = next((i for i, line in enumerate(lines) if header.match(line)), 0)
    word = re.compile(rf"(?<![\w-])[\"']?{re.escape(key)}[\"']?\s*[=.]")
    return next((i for i in range(start, len(lines)) if word.search(lines[i])), start) + 1
