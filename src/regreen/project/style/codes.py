"""Which codes of a linter count for a file.

Sources: flake8's documentation ("Selecting and ignoring violations": the longest prefix decides), ruff's ("Rule
selection" and its default rules), `noqa` of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from msgspec import Struct

from regreen.project.style.mask import Masked
from regreen.project.style.patterns import name_glob

_PYCODESTYLE_OFF = ("E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504")
_RUFF_ON = ("E722", "E9", "F")  # of the newer default what the older one has, too
_RUFF_ON_ONCE = ("E4", "E7", "E9", "F")
_RUFF_ON_BEFORE = ("E", "F")
_RUFF_FIXES = tuple(str.split("F401 F541 F811 F841 F632 W29 W605 E71 I001 E401 E70 E731 E722 UP SIM118 B011"))
"""What `ruff check --fix` mends instead of naming it."""
_OF_RUFF = re.compile(
    r"F|E401|E402|E501|E70[1-3]|E71[1-4]|E72[12]|E731|E74[1-3]|W191|W29[123]|W605|I001|"
    r"B006|B011|B904|T201|UP004|UP006|UP007|UP015|UP035|UP045|SIM118"
)
_NOQA = re.compile(r"#\s*noqa(?::[\s]?(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?", re.I)
_FILE = re.compile(
    r"^\s*#\s*(?P<tool>flake8|ruff)\s*[:=]\s*noqa(?P<codes>:\s?[A-Z0-9, \t]+)?\s*$", re.I | re.M
)
_PRAGMA = re.compile(r"#.*\b(?:noqa|type:|pylint:|pyright:|nosec|pragma:)", re.I)


class Codes(Struct, frozen=True):
    """The selection of a linter: what is on, what is off, and what more is off in some files."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    per_file: tuple[tuple[str, tuple[str, ...]], ...]
    line_length: int
    ruff: bool
    fixes: tuple[str, ...] = ()
    target: tuple[int, ...] = ()
    """The oldest Python of the project, for ruff; empty where nobody knows."""

    def counts(self, path: str) -> Callable[[str], bool]:
        """A test for the codes that count in a file."""
        more = tuple(code for glob, codes in self.per_file if _names(glob, path) for code in codes)
        return lambda code: _counts(self, more, code)


@lru_cache(maxsize=2048)
def _counts(codes: Codes, more: tuple[str, ...], code: str) -> bool:
    """Whether a code counts where `more` are off, too."""
    if codes.ruff and not _OF_RUFF.match(code):
        return False
    if code.startswith((*codes.fixes, *more)):
        return False
    on = max((len(prefix) for prefix in codes.on if _begins(code, prefix)), default=0)
    off = max((len(prefix) for prefix in codes.off if _begins(code, prefix)), default=0)
    return on > off


def _begins(code: str, prefix: str) -> bool:
    return prefix == "ALL" or (code.startswith(prefix) and _letters(code) == _letters(prefix))


def _letters(code: str) -> str:
    """The letters that a family of codes begins with: `S` is another one than `SIM`."""
    return code.rstrip("0123456789")


def _names(glob: str, path: str) -> bool:
    negated, glob = glob.startswith("!"), glob.removeprefix("!").removeprefix("./").rstrip("/")
    pattern = name_glob(glob)
    name = path.rpartition("/")[2]
    folders = ["/".join(path.split("/")[:n]) for n in range(1, path.count("/") + 1)]
    hit = bool(pattern.match(path) or pattern.match(name) or any(pattern.match(folder) for folder in folders))
    if not hit and glob.startswith("**/"):
        hit = bool(name_glob(glob[3:]).match(path))
    if not hit and not glob.startswith("*"):
        hit = bool(name_glob(f"*/{glob}").match(path))
    return hit is not negated


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        bare = "\n".join(line.partition("#")[0] for line in value.split("\n"))
        return tuple(word for word in re.split(r"[,\s]+", bare) if word)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def flake8_codes(values: Mapping[str, str], settings: Mapping[str, object]) -> Codes | None:
    """The selection of flake8; None where a figure cannot be read."""
    select = values.get("select", settings.get("select"))
    ignore = values.get("ignore", settings.get("ignore"))
    more = (*_listed(values.get("extend-ignore", settings.get("extend-ignore"))),)
    also = _listed(values.get("extend-select", settings.get("extend-select")))
    try:
        length = int(str(values.get("max-line-length", settings.get("max-line-length", 79))).split("#")[0])
    except ValueError:
        return None
    off = _listed(ignore) if ignore is not None else _PYCODESTYLE_OFF
    on = _listed(select) if select is not None else ("E", "F", "W")
    per_file = [_flake8_per_file(values.get("per-file-ignores", settings.get("per-file-ignores")))]
    return Codes(
        (*on, *also), (*off, *more), tuple(part for parts in per_file for part in parts), length, False
    )


def _flake8_per_file(value: object) -> list[tuple[str, tuple[str, ...]]]:
    text = "\n".join(line.partition("#")[0] for line in str(value or "").split("\n"))
    found: list[tuple[str, tuple[str, ...]]] = []
    names: list[str] = []
    codes: list[str] = []
    for word, sign in re.findall(r"([^\s,:]+)\s*([:,]?)", text):
        if re.fullmatch(r"[A-Z]{1,3}\d{0,4}", word) and sign != ":" and names:
            codes.append(word)
            continue
        if codes:
            found += [(name, tuple(codes)) for name in names]
            names, codes = [], []
        names.append(word)
    return [*found, *((name, tuple(codes)) for name in names if codes)]


def ruff_codes(
    values: Mapping[str, str],
    settings: Mapping[str, object],
    version: tuple[int, ...],
    *,
    fix: bool,
    target: tuple[int, ...] = (),
) -> Codes | None:
    """The selection of ruff; None where it cannot be read."""
    lint = settings.get("lint")
    own: dict[str, object] = {**settings, **(lint if isinstance(lint, dict) else {})}
    length = _ruff_length(values, settings, own)
    if length is None or "per-file-ignores" in values or "extend-per-file-ignores" in values:
        return None
    select = _listed(values["select"]) if "select" in values else own.get("select")
    on = _listed(select) if select is not None else _ruff_usual(version)
    also = (*_listed(own.get("extend-select")), *_listed(values.get("extend-select")))
    off = _listed(values["ignore"]) if "ignore" in values else _listed(own.get("ignore"))
    more = (*_listed(own.get("extend-ignore")), *_listed(values.get("extend-ignore")))
    pyupgrade = own.get("pyupgrade")
    if isinstance(pyupgrade, dict) and pyupgrade.get("keep-runtime-typing"):
        more = (*more, "UP006", "UP007", "UP045")
    tables = [own.get("per-file-ignores"), own.get("extend-per-file-ignores")]
    per_file = [
        (str(name), _listed(codes))
        for table in tables
        if isinstance(table, dict)
        for name, codes in table.items()
    ]
    fixes = _RUFF_FIXES if fix else ()
    return Codes((*on, *also), (*off, *more), tuple(per_file), length, True, fixes, target)


def _ruff_usual(version: tuple[int, ...]) -> tuple[str, ...]:
    """What a version selects when nobody says anything; the newest where it is not known."""
    if version <= (0,) or version >= (0, 13):
        return _RUFF_ON
    return _RUFF_ON_BEFORE if version < (0, 1) else _RUFF_ON_ONCE


def _ruff_length(
    values: Mapping[str, str], settings: Mapping[str, object], own: Mapping[str, object]
) -> int | None:
    """The columns of a line; None where they are no number."""
    pycodestyle = own.get("pycodestyle")
    try:
        length = int(str(values.get("line-length") or settings.get("line-length", 88)))
        if isinstance(pycodestyle, dict) and "max-line-length" in pycodestyle:
            length = int(str(pycodestyle["max-line-length"]))
        return length
    except ValueError:
        return None


class Silenced:
    """The `noqa` comments of a file."""

    def __init__(self, masked: Masked, *, ruff: bool) -> None:
        self._rows: dict[int, str | None] = {}
        self.whole = False
        self._codes: tuple[str, ...] = ()
        text = masked.text
        if "noqa" not in text.lower():
            return
        # ruff reads comments, flake8 every line: to it, a string may hold one, too
        for start, end in masked.comments if ruff else [(0, len(text))]:
            for match in _NOQA.finditer(text, start, end):
                self._rows.setdefault(masked.position(match.start())[0], match["codes"])
        for match in _FILE.finditer(text):
            if match["tool"].lower() == "flake8" or ruff:
                if match["codes"] and ruff:  # since 7.5, flake8 leaves the whole file alone
                    self._codes += tuple(re.findall(r"[A-Z]+\d+", match["codes"].upper()))
                else:
                    self.whole = True

    def covers(self, code: str, first: int, last: int) -> bool:
        """Whether a remark about these rows is silenced."""
        if self.whole or code.startswith(self._codes or ("?",)):
            return True
        for row in range(first, last + 1) if self._rows else ():
            if row in self._rows:
                codes = self._rows[row]
                if codes is None or any(
                    code.startswith(word) for word in re.findall(r"[A-Z]+\d+", codes.upper())
                ):
                    return True
        return False


def pragma(text: str) -> bool:
    """Whether a line ends with a comment for some tool, which ruff does not count."""
    return _PRAGMA.search(text) is not None
