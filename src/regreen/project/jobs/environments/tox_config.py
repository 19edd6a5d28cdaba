"""Where tox is configured, as one table: tox.ini, setup.cfg, pyproject.toml and tox.toml.

Source: tox's documentation, "Configuration" (versions 3 and 4): generative names, factors, inherited settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from msgspec import Struct, field

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.ini import Option, read_ini
from regreen.patch.toml_scan import Layout, Path, scan
from regreen.project.place import at
from regreen.project.tree import Tree

BASE = "testenv"
_LIMIT = 400  # names that one expression may stand for
_FACTOR = re.compile(r"^(!?[\w.{},!-]+):[ \t]+(.+)$", re.DOTALL)
_RANGE = re.compile(r"^(\d+)-(\d+)$")
_RENAMED = {
    "whitelist_externals": "allowlist_externals",
    "envlist": "env_list",
    "basepython": "base_python",
    "setenv": "set_env",
    "passenv": "pass_env",
    "changedir": "change_dir",
    "usedevelop": "use_develop",
    "toxworkdir": "work_dir",
    "skipsdist": "no_package",
}


class Row(Struct, frozen=True):
    """One line of a value, or one item of a list, and where it stands."""

    text: str
    place: FileEvidence


class ToxConfig(Struct, frozen=True):
    """`sections` by name (`tox`, `testenv`, `testenv:lint`), each a mapping of settings to their rows. Old names of
    settings are under their new ones. `toml`: commands are lists of words.
    """

    source: Source
    sections: Mapping[str, Mapping[str, tuple[Row, ...]]]
    places: Mapping[str, FileEvidence]
    toml: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def directory(self) -> str:
        """The directory of the file."""
        return self.source.path.rpartition("/")[0]

    def rows(self, section: str, name: str) -> tuple[Row, ...]:
        """A setting of a section; nothing when it is not there."""
        return self.sections.get(section, {}).get(name, ())

    def text(self, section: str, name: str) -> str:
        """A setting of one value."""
        return "\n".join(row.text for row in self.rows(section, name))

    def environments(self) -> tuple[str, ...]:
        """The names of `env_list`."""
        return tuple(expanded(self.text("tox", "env_list")))

    def chain(self, name: str) -> tuple[str, ...]:
        """The sections that an environment's settings are looked for in, the nearest first."""
        found: list[str] = [section for section in self.sections if name in _named(section)][:1]
        for section in tuple(found):
            bases = self.text(section, "base").replace(",", " ").split()
            found += [base if base in self.sections else f"{BASE}:{base}" for base in bases]
        return (*dict.fromkeys(found), BASE)

    def setting(self, name: str, key: str) -> tuple[Row, ...]:
        """A setting of an environment: its rows that apply to its factors."""
        for section in self.chain(name):
            if key in self.sections.get(section, {}):
                return tuple(self.applying(name, self.rows(section, key)))
        return ()

    def value(self, name: str, key: str) -> str:
        """A setting of an environment that has one value."""
        return "\n".join(row.text for row in self.setting(name, key)).strip()

    def factors(self) -> frozenset[str]:
        """All factors that the configuration speaks of."""
        found = {part for name in self.environments() for part in name.split("-")}
        for section in self.sections:
            found |= {part for name in _named(section) for part in name.split("-")}
            for rows in self.sections[section].values():
                for row in rows:
                    match = _FACTOR.match(row.text)
                    found |= set(re.findall(r"[\w.]+", " ".join(expanded(match[1])))) if match else set()
        return frozenset(found)

    def applying(self, name: str, rows: tuple[Row, ...]) -> Iterator[Row]:
        """The rows whose condition holds for an environment, without the condition."""
        for row in rows:
            match = _FACTOR.match(row.text) if not self.toml else None
            if match is None:
                yield row
            elif _holds(match[1], name):
                yield Row(match[2].strip(), row.place)


def tox_config(tree: Tree, directory: str) -> ToxConfig | None:
    """The configuration that tox finds from a directory upwards."""
    folder = directory
    while True:
        start = f"{folder}/" if folder else ""
        for name in ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml"):
            source = tree.source(start + name)
            found = read_tox(source) if source is not None else None
            if found is not None:
                return found
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


@lru_cache(maxsize=32)
def read_tox(source: Source) -> ToxConfig | None:
    """The configuration in one file; None where there is none."""
    name = source.path.rpartition("/")[2]
    if not name.endswith(".toml"):
        return _of_ini(source, "tox:tox" if name == "setup.cfg" else "")
    try:
        layout = scan(source)
    except PatchError:
        return None
    base: Path = ("tool", "tox") if name == "pyproject.toml" else ()
    legacy = layout.value((*base, "legacy_tox_ini")) if base else None
    if isinstance(legacy, str):
        return _of_legacy(source, legacy, at(source, layout.offset((*base, "legacy_tox_ini"))))
    table = layout.value(base) if base else layout.value(())
    return _of_toml(source, layout, base, table) if isinstance(table, dict) else None


def _of_ini(source: Source, core: str) -> ToxConfig | None:
    ini = read_ini(source)
    sections: dict[str, dict[str, tuple[Row, ...]]] = {}
    places: dict[str, FileEvidence] = {}
    for section in ini.sections:
        name = "tox" if core and section.name == core else section.name
        sections.setdefault(name, {})
        places.setdefault(name, at(source, section.start))
    for option in ini.options:
        name = "tox" if core and option.section == core else option.section
        key = _RENAMED.get(option.name.lower(), option.name.lower())
        sections[name][key] = tuple(_rows(source, option))
    is_there = ("tox" in sections and (not core or core in {s.name for s in ini.sections})) or (
        not core and any(name.startswith(BASE) for name in sections)
    )
    return ToxConfig(source, sections, places) if is_there else None


def _of_legacy(source: Source, text: str, place: FileEvidence) -> ToxConfig | None:
    """The text of a tox.ini within pyproject.toml, read as if everything before it were empty lines."""
    rows = text.split("\n")
    first = next((index for index, row in enumerate(rows) if row.strip()), 0)
    start = source.text.find("legacy_tox_ini")
    body = source.text.find(rows[first], start + len("legacy_tox_ini"))
    lead = source.text.count("\n", 0, body) - first if body >= 0 else place.line - 1
    return _of_ini(Source(source.path, "\n" * max(lead, 0) + text), "")


def _rows(source: Source, option: Option) -> Iterator[Row]:
    pending, begin = "", 0
    for start, text in option.rows:
        begin = begin if pending else start
        joined = f"{pending}{text}"
        if joined.endswith("\\"):
            pending = joined[:-1].rstrip() + " "
            continue
        pending = ""
        cut = re.split(r"(?:^|[ \t])#[ \t]", joined, maxsplit=1)[0].strip()
        if cut and not cut.startswith("#"):
            yield Row(cut, at(source, begin))


def _of_toml(source: Source, layout: Layout, base: Path, table: dict[str, object]) -> ToxConfig | None:
    """TOML of tox itself: `env_run_base` and `env.NAME` are what `testenv` and `testenv:NAME` are elsewhere."""
    if not {"env_list", "env_run_base", "env", "requires"} & set(table):
        return None
    sections: dict[str, dict[str, tuple[Row, ...]]] = {"tox": {}}
    places = {"tox": at(source, layout.offset(base)) if base else at(source, 0)}
    named = table.get("env")
    parts: list[tuple[str, Path]] = [("tox", base), (BASE, (*base, "env_run_base"))]
    parts += [(f"{BASE}:{key}", (*base, "env", key)) for key in named] if isinstance(named, dict) else []
    for name, path in parts:
        found = layout.value(path) if path else table
        for key, value in found.items() if isinstance(found, dict) else ():
            if not isinstance(value, dict):
                sections.setdefault(name, {})[_RENAMED.get(str(key), str(key))] = tuple(
                    _items(source, layout, (*path, key), value)
                )
        if path != base and isinstance(found, dict):
            sections.setdefault(name, {})
            places[name] = at(source, layout.offset(path))
    return ToxConfig(source, sections, places, toml=True)


def _items(source: Source, layout: Layout, path: Path, value: object) -> Iterator[Row]:
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        where = (*path, index) if isinstance(value, list) else path
        text = " ".join(map(_word, item)) if isinstance(item, list) else _said(item)
        if text:
            yield Row(text, at(source, layout.offset(where)))


def _said(item: object) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    return _replaced(item) if isinstance(item, dict) else str(item)


def _word(word: object) -> str:
    """A word of a command, quoted where it has to be."""
    text = _said(word)
    return f"'{text}'" if re.search(r"\s", text) and not isinstance(word, dict) else text


def _replaced(wish: dict[object, object]) -> str:
    """`{ replace = "ref", of = [...] }` and its kin, as an INI file writes them."""
    kind, default, of = wish.get("replace"), wish.get("default"), wish.get("of")
    if kind == "posargs":
        words = default if isinstance(default, list) else []
        return f"{{posargs:{' '.join(map(str, words))}}}"
    if kind == "ref" and isinstance(of, list) and of:
        parts = [str(part) for part in of]
        section = BASE if parts[0] == "env_run_base" else f"{BASE}:{parts[1]}" if len(parts) > 2 else "tox"
        return f"{{[{section}]{_RENAMED.get(parts[-1], parts[-1])}}}"
    return "$WHAT_TOX_REPLACES"


@lru_cache(maxsize=512)
def _named(section: str) -> frozenset[str]:
    """The environments that a section is for."""
    head, colon, names = section.partition(":")
    return frozenset(expanded(names)) if head == BASE and colon else frozenset()


def expanded(text: str) -> list[str]:
    """The names that a list with braces stands for: `py{39,310}-{a,b}, lint`."""
    found: list[str] = []
    for item in _split(text):
        parts = [_choices(part) for part in re.split(r"(\{[^{}]*\})", item) if part]
        total = 1
        for part in parts:
            total *= len(part)
        if total <= _LIMIT:
            found += ["".join(choice) for choice in product(*parts)] if parts else []
    return list(dict.fromkeys(filter(None, found)))


def _choices(part: str) -> list[str]:
    if not part.startswith("{"):
        return [part]
    found: list[str] = []
    for choice in part[1:-1].split(","):
        numbers = _RANGE.match(choice.strip())
        if numbers and int(numbers[2]) - int(numbers[1]) < _LIMIT:
            found += [str(number) for number in range(int(numbers[1]), int(numbers[2]) + 1)]
        else:
            found.append(choice.strip())
    return found


def _split(text: str) -> Iterator[str]:
    """Items between commas and line ends that are not within braces."""
    depth, item = 0, ""
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if (letter in ",\n" or letter.isspace()) and depth <= 0:
            if item.strip():
                yield item.strip()
            item = ""
        elif not letter.isspace():
            item += letter
    if item.strip():
        yield item.strip()


def _holds(expression: str, name: str) -> bool:
    """Whether a condition in front of a line holds for an environment: `py39-unit,!docs`."""
    own = set(name.split("-")) | {name}
    for alternative in expanded(expression):
        wanted = [part for part in alternative.split("-") if part]
        if all((part[1:] not in own) if part.startswith("!") else (part in own) for part in wanted):
            return True
    return False
