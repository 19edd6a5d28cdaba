"""What formatters and linters refuse in the files that CI hands them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from regreen.model.text import Source
from regreen.project.style.calls import ToolCall
from regreen.project.style.codes import Codes, flake8_codes, ruff_codes
from regreen.project.style.formatter import drifts, repaired
from regreen.project.style.import_order import misplaced, sorted_text
from regreen.project.style.import_places import isort_order, isort_places, ruff_order, ruff_places
from regreen.project.style.lint import ImportOrder, complaints
from regreen.project.style.mask import Masked, mask
from regreen.project.style.options import BLACK, RUFF, Style
from regreen.project.style.pylint import messages, pylint_says
from regreen.project.style.scope import Scope, closest, read_settings, scope_of
from regreen.project.style.tidy import Tidied, tidied
from regreen.project.style.versions import specifiers, target_version, version_of
from regreen.project.tree import Tree

_SIMPLE = 60  # drifts of a file that are repaired
_READ = ("black", "ruff", "flake8", "pylint", "isort")
_WHOLE_FILES = ("trailing-whitespace", "end-of-file-fixer")
FILES, EACH = 40, 8  # files with something that are named, and places in each
MANY = 10  # files to which nobody applied a tool that no job is seen to run
CHARACTERS = 600_000  # of Python that are looked at
THOROUGH = 100_000  # of these with a syntax tree for each file


class Remark(Struct, frozen=True):
    """What a tool says of a place: the row, the column, a code where the tool has codes."""

    path: str
    row: int
    column: int
    code: str
    text: str


class StyleReport(Struct, frozen=True):
    """What one call of a tool refuses; `cut`: not all files were looked at."""

    call: ToolCall
    tool: str
    remarks: tuple[Remark, ...]
    style: Style | None = None
    cut: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    """What files become whose repair is simple, with plain line ends."""
    mended: frozenset[tuple[str, str]] = frozenset()
    """The files and codes that are repaired in them."""


class Files:
    """The masked files of a tree, each read once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._known: dict[str, Masked | None] = {}
        self._left = CHARACTERS
        self._parsed = 0

    def __getitem__(self, path: str) -> Masked | None:
        if path not in self._known:
            source = self.tree.source(path) if self._left > 0 else None
            self._left -= len(source.text) if source is not None else 0
            self._known[path] = mask(source) if source is not None else None
        return self._known[path]

    def ordered(self, scope: Scope) -> list[str]:
        """The files of a call; where not all can be read those first that were changed last."""
        return sorted(scope.files, key=lambda path: path not in self.tree.recent)

    def thoroughly(self, source: Source) -> bool:
        """Whether there is time left for what takes a syntax tree."""
        self._parsed += len(source.text)
        return self._parsed <= THOROUGH

    @property
    def cut(self) -> bool:
        """Whether there was too much to read."""
        return self._left <= 0


def style_reports(tree: Tree, calls: Iterable[ToolCall], today: date) -> tuple[StyleReport, ...]:
    """What each call refuses. One that nobody is seen to make, and to which few files keep, does not count."""
    return tuple(
        report
        for report in _reports(tree, calls, today)
        if report.call.certain or len({remark.path for remark in report.remarks}) <= MANY
    )


def _reports(tree: Tree, calls: Iterable[ToolCall], today: date) -> Iterator[StyleReport]:
    """What each call refuses, those that count first; files that one refused already are not named again."""
    files = Files(tree)
    told: set[tuple[str, str]] = set()
    for call in calls:
        if call.tool in _WHOLE_FILES:
            yield from _ended(tree, files, call, told)
        scope = scope_of(tree, call) if call.tool in _READ else None
        if scope is None:
            continue
        name = _formats(scope)
        if name:
            yield from _formatted(tree, files, scope, name, today, told)
        elif call.tool == "pylint":
            yield from _pylinted(tree, files, scope, told)
        elif call.tool == "isort":
            yield from _sorted(tree, files, scope, told)
        elif call.tool == "flake8" or (call.tool == "ruff" and call.words[:1] != ("format",)):
            yield from _linted(tree, files, scope, today, told)


def _formats(scope: Scope) -> str:
    """The formatter that a call is and whose word counts; one that only rewrites files never fails."""
    call, flags = scope.call, scope.options.flags
    checks = call.hook is not None or bool({"--check", "--diff"} & flags)
    if call.tool == "black":
        return BLACK if call.hook is not None or "--check" in flags else ""
    return RUFF if call.tool == "ruff" and call.words[:1] == ("format",) and checks else ""


def _formatted(
    tree: Tree, files: Files, scope: Scope, name: str, today: date, told: set[tuple[str, str]]
) -> Iterator[StyleReport]:
    found: list[Remark] = []
    texts: dict[str, str] = {}
    count = 0
    styles: dict[str, Style | None] = {}
    for path in files.ordered(scope):
        if (name, path) in told:
            continue
        style = _style(tree, scope, name, path, today, styles)
        masked = files[path] if style is not None else None
        if masked is None or style is None:
            continue
        wrong = list(drifts(masked, style))
        remarks = [Remark(path, *masked.position(drift.offset), "", drift.what) for drift in wrong]
        if remarks:
            text = repaired(masked, style, wrong) if len(wrong) <= _SIMPLE else None
            if text is not None:
                texts[path] = text
            told.add((name, path))
            count += 1
            found += _chosen(remarks)
            if count >= FILES:
                break
    if found:
        style = next((style for style in styles.values() if style is not None), None)
        cut = files.cut or count >= FILES
        yield _report(
            scope.call, name, found, dict.fromkeys(texts, frozenset({""})), texts, style=style, cut=cut
        )


def _linted(
    tree: Tree, files: Files, scope: Scope, today: date, told: set[tuple[str, str]]
) -> Iterator[StyleReport]:
    """What flake8 or ruff says."""
    call, found, count = scope.call, list[Remark](), 0
    repairs: dict[str, Tidied] = {}
    if "--exit-zero" in scope.options.flags:
        return
    selections: dict[str, Codes | None] = {}
    for path in files.ordered(scope):
        folder = closest(tree, path) if call.tool == "ruff" else scope.home
        if folder not in selections:
            selections[folder] = _selection(tree, scope, folder, today)
        codes = selections[folder]
        masked = files[path] if codes is not None and (call.tool, path) not in told else None
        source = tree.source(path) if masked is not None else None
        if masked is None or source is None or codes is None:
            continue
        names = files.thoroughly(source)
        order = _import_order(tree, scope, folder, path) if codes.counts(path)("I001") else None
        said = complaints(source, masked, codes, names=names, imports=order)
        remarks = [Remark(path, item.row, item.column, item.code, item.text) for item in said]
        if remarks:
            told.add((call.tool, path))
            repair = tidied(source, codes, said, names=names, imports=order) if len(said) <= _SIMPLE else None
            if repair is not None:
                repairs[path] = repair
            gone = repair.codes if repair is not None else frozenset()
            count += 1
            found += _chosen([remark for remark in remarks if remark.code in gone])
            found += _chosen([remark for remark in remarks if remark.code not in gone])
            if count >= FILES:
                break
    if found:
        mended = {path: repair.codes for path, repair in repairs.items()}
        texts = {path: repair.text for path, repair in repairs.items()}
        yield _report(call, call.tool, found, mended, texts, cut=files.cut or count >= FILES)


def _report(
    call: ToolCall,
    tool: str,
    found: list[Remark],
    mended: Mapping[str, frozenset[str]],
    texts: Mapping[str, str],
    *,
    style: Style | None = None,
    cut: bool,
) -> StyleReport:
    """A report; where there are more files than are named, nothing of it is repaired: it would not be all."""
    if len({remark.path for remark in found}) >= FILES:
        return StyleReport(call, tool, tuple(found), style, cut)
    pairs = frozenset((path, code) for path, codes in mended.items() for code in codes)
    return StyleReport(call, tool, tuple(found), style, cut, texts, pairs)


def _import_order(tree: Tree, scope: Scope, folder: str, path: str) -> ImportOrder | None:
    """What ruff is told of the order of imports in a file."""
    settings = scope.settings if folder == scope.home else read_settings(tree, "ruff", folder)
    order = ruff_order(settings, scope.options.values) if settings is not None else None
    if settings is None or order is None:
        return None
    return order, ruff_places(tree, settings, folder, path)


def _sorted(tree: Tree, files: Files, scope: Scope, told: set[tuple[str, str]]) -> Iterator[StyleReport]:
    """What isort would rewrite."""
    call, options = scope.call, scope.options
    checks = call.hook is not None or bool({"--check", "--check-only", "-c"} & options.flags)
    old = any(
        operator == "==" and version[:2] in ("3.", "4.") for operator, version in specifiers(call.version)
    )
    order = isort_order(scope.settings, options.values, options.flags) if checks and not old else None
    if order is None:
        return
    place = isort_places(tree, scope.settings, options.values, scope.home)
    found: list[Remark] = []
    texts: dict[str, str] = {}
    for path in files.ordered(scope):
        masked = files[path] if ("isort", path) not in told else None
        wrong = list(misplaced(masked, order, place)) if masked is not None else []
        if masked is None or not wrong:
            continue
        told.add(("isort", path))
        found += _chosen([Remark(path, *masked.position(item.offset), "", item.what) for item in wrong])
        text = sorted_text(masked, wrong)
        if text is not None:
            texts[path] = text
        if len({remark.path for remark in found}) >= FILES:
            break
    if found:
        cut = files.cut or len({remark.path for remark in found}) >= FILES
        yield _report(call, "isort", found, dict.fromkeys(texts, frozenset({""})), texts, cut=cut)


def _pylinted(tree: Tree, files: Files, scope: Scope, told: set[tuple[str, str]]) -> Iterator[StyleReport]:
    """What pylint says of the modules and packages that it is given."""
    wanted = messages(tree, scope.options.values) if not {"--exit-zero", "-E"} & scope.options.flags else None
    found: list[Remark] = []
    paths = 0
    for path in files.ordered(scope) if wanted is not None else ():
        masked = files[path] if ("pylint", path) not in told and _in_package(tree, scope, path) else None
        source = tree.source(path) if masked is not None else None
        if masked is None or source is None or wanted is None or set(path.split("/")) & set(wanted.ignored):
            continue
        said = pylint_says(source, masked, wanted)
        found += _chosen([Remark(path, item.row, item.column, item.code, item.text) for item in said])
        paths += bool(said)
        if paths >= FILES:
            break
    if found:
        yield StyleReport(scope.call, "pylint", tuple(found), None, files.cut or paths >= FILES)


def _in_package(tree: Tree, scope: Scope, path: str) -> bool:
    """Whether a file is named, or every folder between it and the one that is named is a package."""
    operands = {operand.removeprefix("./").rstrip("/") for operand in scope.options.operands}
    if path in operands or scope.call.hook is not None:
        return True
    folder = path.rpartition("/")[0]
    while folder and f"{folder}/__init__.py" in tree.modes:
        if folder in operands:
            return True
        folder = folder.rpartition("/")[0]
    return False


def _selection(tree: Tree, scope: Scope, folder: str, today: date) -> Codes | None:
    call, values, flags = scope.call, scope.options.values, scope.options.flags
    settings = scope.settings if folder == scope.home else read_settings(tree, call.tool, folder)
    if settings is None or "extend" in settings or "--isolated" in flags:
        return None
    if call.tool == "flake8":
        return flake8_codes(values, settings)
    fix = call.hook is None and "--fix" in flags and "--exit-non-zero-on-fix" not in flags
    fix = fix or (call.hook is None and settings.get("fix") is True)
    target = target_version(tree, settings, values, folder)
    return ruff_codes(values, settings, version_of(call, today), fix=fix, target=target)


def _ended(tree: Tree, files: Files, call: ToolCall, told: set[tuple[str, str]]) -> Iterator[StyleReport]:
    """What the hooks against blanks at line ends, and for the end of files, would rewrite of Python files."""
    if call.hook is None or call.words:
        return
    found: list[Remark] = []
    texts: dict[str, str] = {}
    for path in call.hook.select(path for path in tree.paths if path.endswith(".py")):
        masked = files[path]
        text = masked.text if masked is not None else ""
        if call.tool == "trailing-whitespace":
            match = re.search(r"[ \t]+$", text, re.M)
            what = "blanks at the end of a line"
        else:
            match = re.search(r"[^\n]\Z|\n\n+\Z|\A\n+\Z", text)
            what = "not one line end at the end of the file"
        if match is not None:
            row, column = masked.position(match.start()) if masked is not None else (1, 1)
            found.append(Remark(path, row, column, "", what))
            texts[path] = _ended_well(call.tool, text)
    if found:
        mended = dict.fromkeys(texts, frozenset({""}))
        yield _report(call, call.tool, found[:FILES], mended, texts, cut=files.cut)


def _ended_well(tool: str, text: str) -> str:
    """The text as one of these hooks leaves it."""
    if tool == "trailing-whitespace":
        return re.sub(r"[ \t]+$", "", text, flags=re.M)
    kept = text.rstrip("\n")
    return f"{kept}\n" if kept else ""


def _chosen(remarks: list[Remark]) -> list[Remark]:
    """A few places of a file, not two of the same few lines."""
    kept: list[Remark] = []
    for remark in sorted(remarks, key=lambda remark: (remark.row, remark.column)):
        if not kept or remark.row - kept[-1].row > 3:
            kept.append(remark)
    return kept[:EACH]


def _style(
    tree: Tree, scope: Scope, name: str, path: str, today: date, styles: dict[str, Style | None]
) -> Style | None:
    folder = closest(tree, path) if name == RUFF else scope.home
    if folder not in styles:
        settings = scope.settings if folder == scope.home else read_settings(tree, "ruff", folder)
        version = version_of(scope.call, today)
        styles[folder] = None if settings is None else _read(scope, settings, name, version)
    return styles[folder]


def _read(scope: Scope, settings: Mapping[str, object], name: str, version: tuple[int, ...]) -> Style | None:
    values, flags = scope.options.values, scope.options.flags
    own = settings.get("format", {}) if name == RUFF else settings
    if not isinstance(own, dict) and not isinstance(own, Mapping):
        return None
    length = values.get("line-length") or settings.get("line-length", 88)
    try:
        length = int(str(length))
    except ValueError:
        return None
    if "extend" in settings:
        return None
    comma = (
        not own.get("skip-magic-trailing-comma", False) and not {"-C", "--skip-magic-trailing-comma"} & flags
    )
    preview = bool(own.get("preview", settings.get("preview", False))) or bool(
        {"--preview", "--unstable"} & flags
    )
    preview = preview or own.get("unstable") is True
    quotes = "double"
    indent = 4
    if name == RUFF:
        quotes = str(own.get("quote-style", "double"))
        quotes = quotes if quotes in ("double", "single") else ""
        width = settings.get("indent-width", 4)
        indent = 0 if own.get("indent-style") == "tab" else width if isinstance(width, int) else 4
    elif own.get("skip-string-normalization") or {"-S", "--skip-string-normalization"} & flags:
        quotes = ""
    return Style(name, length, quotes, comma, preview, version, indent)
