"""What pyflakes, pycodestyle and ruff's rules of the same codes say of one file, as far as that is certain.

Sources: the documentation and messages of pyflakes, pycodestyle and ruff.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.style.codes import Codes, Silenced, pragma
from regreen.project.style.import_order import Order, Placing, misplaced
from regreen.project.style.mask import Masked
from regreen.project.style.modern import CODES as MODERN
from regreen.project.style.modern import modern
from regreen.project.style.names import Tree, named
from regreen.project.style.whitespace import CODES, whitespace

Wanted = Callable[[str], bool]
ImportOrder = tuple[Order, Placing]
_WORD = re.compile(r"[^\W\d]\w*")
_ESCAPE = re.compile(r"\\(?:\\|\n|['\"abfnrtv0-7xNuU])|(\\)")
# What begins with a letter that is looked for, and not with `\b`, is found several times as fast.
_COMPARED = re.compile(
    r"==[ \t]*(?:None|True|False)\b|!=[ \t]*(?:None|True|False)\b"
    r"|None(?<!\wNone)[ \t]*[=!]=|True(?<!\wTrue)[ \t]*[=!]=|False(?<!\wFalse)[ \t]*[=!]="
)
_IS = re.compile(r"is(?<!\wis)(?:[ \t]+not)?[ \t]*[\"\d]")
_BARE = re.compile(r"^[ \t]*except[ \t]*:", re.M)
_LAMBDA = re.compile(r"^[ \t]*\w+[ \t]*=[ \t]*lambda\b", re.M)
_AMBIGUOUS = re.compile(r"[lOI](?<!\w[lOI])(?!\w)")
_NOT = re.compile(r"not(?<!\wnot)[ \t]+[\w.]+[ \t]+(?:in|is)\b")
_TWO_IMPORTS = re.compile(r"^[ \t]*import[ \t]+[\w. ]+,", re.M)
_COMMA = re.compile(r",(?=[^\s)\]}#])")
_ALLOWED = re.compile(r"(?:try|except|else|finally|with|if|elif)\b")
_DUNDER = re.compile(r"__\w+__[ \t]*(?::[^=\n]+)?=")
_DEFINED = re.compile(r"^(@?)([ \t]*)(?:@[^\n]*\n[ \t]*)?(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.M)
_LOCAL = re.compile(r"^[ \t]+(\w+)[ \t]*=(?!=)|\bas[ \t]+(\w+)[ \t]*:", re.M)
_URL = re.compile(r"\s*#?\s*\S+$")


class Complaint(Struct, frozen=True):
    """What a linter says: rows of what it is about, the column, code, words."""

    row: int
    column: int
    code: str
    text: str
    last: int = 0
    first: int = 0


def _raises_again(masked: Masked, row: int) -> bool:
    """Whether the block of a bare `except` raises: ruff lets it be."""
    inner = False
    for item in masked.statements:
        if masked.position(item.start)[0] == row:
            inner, indent = True, item.indent
        elif inner:
            if item.indent <= indent:
                return False
            if masked.code.startswith("raise", item.start + item.indent):
                return True
    return False


def complaints(
    source: Source, masked: Masked, codes: Codes, *, names: bool = True, imports: ImportOrder | None = None
) -> list[Complaint]:
    """What the linter says of a file, without what comments silence; undefined names only with `names`, which
    takes a syntax tree of every file; the order of imports only with `imports`.
    """
    counts = codes.counts(source.path)
    wanted = counts if names else (lambda code: code != "F821" and counts(code))
    silenced = Silenced(masked, ruff=codes.ruff)
    if silenced.whole:
        return []
    found = [*_by_line(masked, wanted, codes), *_by_code(masked, wanted), *_by_tree(source, masked, wanted)]
    found += _modern(source, wanted, codes) if codes.ruff and names else []
    found += _unsorted(masked, imports) if imports is not None and counts("I001") else []
    if codes.ruff:
        found = [item for item in found if item.code != "E722" or not _raises_again(masked, item.row)]
    return [
        item
        for item in found
        if not silenced.covers(item.code, item.first or item.row, item.last or item.row)
    ]


def _unsorted(masked: Masked, imports: ImportOrder) -> Iterator[Complaint]:
    for item in misplaced(masked, *imports):
        row, column = masked.position(item.offset)
        first, last = (masked.position(offset)[0] for offset in item.block)
        yield Complaint(row, column, "I001", f"imports that are not sorted: {item.what}", last, first)


def _modern(source: Source, wanted: Wanted, codes: Codes) -> Iterator[Complaint]:
    asked = frozenset(filter(wanted, MODERN))
    if not codes.counts(source.path)("UP007"):
        asked -= {"UP045"}  # older versions call it so
    for item in modern(source, asked, codes.target) if asked else ():
        yield Complaint(item.row, item.column, item.code, item.text, item.last)


def _by_line(masked: Masked, wanted: Wanted, codes: Codes) -> Iterator[Complaint]:
    text = masked.text
    if wanted("E501"):
        long = re.compile(rf"^.{{{codes.line_length + 1},}}$", re.M)
        for match in long.finditer(text):
            row, _ = masked.position(match.start())
            line = match[0].rstrip()
            if (
                len(line) > codes.line_length
                and not _URL.fullmatch(line)
                and not (codes.ruff and ("://" in line or pragma(line)))
            ):
                yield Complaint(
                    row,
                    codes.line_length + 1,
                    "E501",
                    f"a line of {len(line)} characters",
                    _last(masked, match.start()),
                )
    if wanted("W291") or wanted("W293"):
        for match in re.finditer(r"[ \t]+$", text, re.M):
            row, column = masked.position(match.start())
            code = "W293" if column == 1 else "W291"
            if wanted(code) and "\f" not in match[0]:
                yield Complaint(
                    row, column, code, "blanks at the end of a line", _last(masked, match.start())
                )
    if text and not text.endswith("\n") and wanted("W292"):
        row, column = masked.position(len(text))
        yield Complaint(row, column, "W292", "no line end at the end of the file")
    if text.endswith("\n\n") and text.strip() and wanted("W391"):
        yield Complaint(
            masked.position(len(text.rstrip()))[0] + 1, 1, "W391", "blank lines at the end of the file"
        )


def _last(masked: Masked, offset: int) -> int:
    """The last row of a string of several lines that a place is in, or of its own line."""
    return masked.position(masked.row_end(offset))[0]


def _by_code(masked: Masked, wanted: Wanted) -> Iterator[Complaint]:
    code = masked.code
    simple = (
        ("E722", _BARE, "a bare `except`"),
        ("E401", _TWO_IMPORTS, "several imports on one line"),
        ("E231", _COMMA, "no blank behind a comma"),
        ("E731", _LAMBDA, "a lambda that is assigned to a name"),
    )
    for name, pattern, what in simple:
        if wanted(name):
            for match in pattern.finditer(code):
                offset = match.start() + len(match[0]) - len(match[0].lstrip())
                if not _elsewhere(masked, name, match.end()):
                    yield Complaint(*masked.position(offset), name, what, _last(masked, offset))
    if wanted("W605"):
        yield from _escapes(masked)
    if wanted("E402"):
        yield from _late_imports(masked)
    if wanted("E302") or wanted("E305") or wanted("E303"):
        yield from _blank_lines(masked, wanted)
    if wanted("E261") or wanted("E262") or wanted("E265"):
        yield from _comments(masked, wanted)
    if wanted("F541"):
        yield from _plain_formatted(masked)
    yield from _whitespace(masked, wanted)


def _whitespace(masked: Masked, wanted: Wanted) -> Iterator[Complaint]:
    asked = frozenset(filter(wanted, CODES))
    told: set[tuple[int, str]] = set()
    for offset, code, what in whitespace(masked, asked) if asked else ():
        row, column = masked.position(offset)
        if (row, code) not in told:
            told.add((row, code))
            yield Complaint(row, column, code, what, _last(masked, offset))


def _elsewhere(masked: Masked, name: str, end: int) -> bool:
    """Whether what looks like a complaint is something else: an argument, a comma of a lambda."""
    return (
        masked.code[end : end + 1] == ":"
        if name == "E231"
        else name == "E731" and masked.around(end - 1) is not None
    )


def _escapes(masked: Masked) -> Iterator[Complaint]:
    for item in masked.literals:
        if "\\" in masked.text[item.start : item.end] and "r" not in item.prefix.lower():
            for match in _ESCAPE.finditer(masked.text, item.start, item.end):
                if match[1]:
                    yield Complaint(*masked.position(match.start()), "W605", "an escape that is none")
                    break


def _late_imports(masked: Masked) -> Iterator[Complaint]:
    code, seen = masked.code, False
    for item in masked.statements:
        if item.indent:
            continue
        head = code[item.start : item.end]
        if re.match(r"(?:import|from)\b", head):
            if seen:
                yield Complaint(
                    *masked.position(item.start),
                    "E402",
                    "an import that is not at the top",
                    _last(masked, item.end),
                )
        elif _DUNDER.match(head) or _ALLOWED.match(head) or not head.strip('" #'):
            continue
        elif re.match(r"sys\.path|os\.environ|matplotlib\.use|pytest\.importorskip|warnings\.|site\.", head):
            return
        else:
            seen = True


def _blank_lines(masked: Masked, wanted: Wanted) -> Iterator[Complaint]:
    from regreen.project.style.blanks import blanks
    from regreen.project.style.options import Style

    names = {
        "more than two blank lines": "E303",
        "more than one blank line": "E303",
        "fewer than 2 blank lines before a definition": "E302",
        "fewer than 2 blank lines behind a definition": "E305",
    }
    for drift in blanks(masked, Style(indent=0)):
        name = names.get(drift.what)
        if name == "E305" and not _behind_definition(masked, drift.offset):
            continue
        if (
            name
            and wanted(name)
            and masked.around(drift.offset) is None
            and masked.code[drift.offset] not in "#"
        ):
            yield Complaint(*masked.position(drift.offset), name, drift.what)


def _behind_definition(masked: Masked, offset: int) -> bool:
    """Whether the last statement before that is not indented is a definition."""
    before = [item for item in masked.statements if item.start < masked.row_start(offset) and not item.indent]
    return bool(before) and re.match(r"(?:def|class)\b", masked.code[before[-1].start :][:12]) is not None


def _comments(masked: Masked, wanted: Wanted) -> Iterator[Complaint]:
    code, text = masked.code, masked.text
    for start, end in masked.comments:
        own = not code[masked.row_start(start) : start].strip()
        if not own:
            if wanted("E261") and code[start - 2 : start] != "  ":
                yield Complaint(*masked.position(start), "E261", "fewer than two blanks before a comment")
            elif wanted("E262") and re.match(r"#[A-Za-z0-9]|#  ", text[start:end]):
                yield Complaint(*masked.position(start), "E262", "a comment that does not begin with `# `")
        elif wanted("E265") and re.match(r"#[A-Za-z0-9]", text[start:end]):
            yield Complaint(*masked.position(start), "E265", "a comment that does not begin with `# `")


def _plain_formatted(masked: Masked) -> Iterator[Complaint]:
    literals = masked.literals
    for index, item in enumerate(literals):
        if "f" not in item.prefix.lower() or "{" in masked.text[item.start : item.end]:
            continue
        others = literals[max(0, index - 1) : index] + literals[index + 1 : index + 2]
        near = [o for o in others if not masked.code[min(o.end, item.end) : max(o.start, item.start)].strip()]
        if not near:
            row, column = masked.position(item.start)
            yield Complaint(
                row, column, "F541", "a formatted string without a field", masked.position(item.end)[0]
            )


def _by_tree(source: Source, masked: Masked, wanted: Wanted) -> Iterator[Complaint]:
    """What takes a syntax tree; it is made only where there is reason to."""
    asked = frozenset(
        code
        for code in ("F401", "F811", "F841", "F632", "E711", "E712", "E713", "E714", "E741", "F821")
        if wanted(code) and _suspected(code, masked)
    )
    tree: Tree | None = named(source) if asked else None
    for item in tree.complaints(asked) if tree is not None else ():
        last = max(item.last, item.row)
        yield Complaint(item.row, item.column, item.code, item.text, last, item.first)


def _suspected(code: str, masked: Masked) -> bool:
    text = masked.compact
    if code == "F401":
        return maybe_unused(masked)
    if code == "F811":
        return _defined_twice(masked.code)
    if code == "F841":
        words = masked.words
        return any(words[match[1] or match[2]] == 1 for match in _LOCAL.finditer(masked.code))
    if code == "F821":
        return True
    pattern = {
        "F632": _IS,
        "E711": _COMPARED,
        "E712": _COMPARED,
        "E713": _NOT,
        "E714": _NOT,
        "E741": _AMBIGUOUS,
    }[code]
    return pattern.search(text) is not None


def _defined_twice(code: str) -> bool:
    """Whether a name seems to be defined twice in the same block, without decorators."""
    seen: dict[int, set[str]] = {}
    for match in _DEFINED.finditer(code):
        indent = len(match[2])
        for deeper in [other for other in seen if other > indent]:
            del seen[deeper]
        names = seen.setdefault(indent, set())
        if "@" not in match[0]:
            if match[4] in names:
                return True
            names.add(match[4])
    return False


def maybe_unused(masked: Masked) -> bool:
    """Whether some imported name is nowhere but in imports."""
    words = masked.words
    imported: Counter[str] = Counter()
    bound: set[str] = set()
    code = masked.code
    for item in masked.statements:
        head = item.start + item.indent
        if code.startswith(("import ", "from "), head):
            text = code[head : item.end].rstrip("# ")
            imported.update(_WORD.findall(text))
            bound.update(_bound(text))
    return any(words[name] <= imported[name] for name in bound)


def _bound(text: str) -> Iterator[str]:
    """The names that an import binds."""
    whole = text.startswith("import")
    names = text[6:] if whole else text.partition(" import ")[2]
    for part in re.sub(r"[()\\]|#+", " ", names).split(","):
        words = part.split()
        if words:
            yield words[-1].partition(".")[0] if whole or len(words) > 1 else words[0]
