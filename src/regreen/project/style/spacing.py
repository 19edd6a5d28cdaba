"""Blanks within a line, as black and ruff's formatter set them.

Source: black's documentation "The Black code style", sections on whitespace, comments and operators.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator

from regreen.project.style.mask import Masked
from regreen.project.style.options import Drift, Style

_PLAIN: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = (
    (re.compile(r"[ \t]\n"), re.compile(r"[ \t]+$", re.MULTILINE), "blanks at the end of a line"),
    (
        re.compile(r"  (?!#)|\t"),
        re.compile(r"(?<=[^\s\\])(?:[ ]{2,}|[ ]*\t[ \t]*)(?=[^\s#\\])"),
        "several blanks between two words",
    ),
    (re.compile(r"[ \t],"), re.compile(r"(?<=[^\s,(\[{:])[ \t]+,"), "a blank before a comma"),
    (re.compile(r",[^\s)\]}:]"), re.compile(r",(?=[^\s)\]}:])"), "no blank behind a comma"),
    (
        re.compile(r"[(\[{][ \t]"),
        re.compile(r"(?<=[(\[{])[ \t]+(?=[^\s#\\])"),
        "a blank behind an opening bracket",
    ),
    (
        re.compile(r"[ \t][)\]}]"),
        re.compile(r"(?<=[^\s,])[ \t]+(?=[)\]}])"),
        "a blank before a closing bracket",
    ),
    (re.compile(r";"), re.compile(r";"), "a semicolon"),
    (
        re.compile(r"\(\)[ \t]*:"),
        re.compile(r"^[ \t]*class \w+\(\)[ \t]*:", re.MULTILINE),
        "empty brackets behind the name of a class",
    ),
    (
        re.compile(r"[(\[{\"](?<=[efdmnrstyl][(\[{\"])"),
        re.compile(
            r"(?<![\w.])(?:if|while|not|in|and|or|return|assert|elif|is|yield|await|raise|except|with|del)"
            r"(?=[(\[{\"])"
        ),
        "no blank behind a keyword",
    ),
)
_WIDE = (
    r"(?://|\*\*|>>|<<|[+\-*/%&|^@])=(?!=)|==|!=|<=|>=|->|:=|(?:<<|>>|//)(?!=)"
    r"|(?<![<>=!\-])[<>](?![<>=])|(?<![*/+\-%&|^@=<>!:])(?:[%&|^]|/(?!/)|\+|-(?!>)|(?<!\*)\*(?!\*)|@)(?![=*])"
)
_TIGHT_BEFORE = re.compile(rf"(?<=[\w)\]}}\"])(?:{_WIDE})")
_TIGHT_BEHIND = re.compile(rf"(?<=[\w)\]}}\"] )(?:{_WIDE})(?=[^\s\\])")
_MAYBE_BEFORE = re.compile(r"[<>!+\-*/%&|^@](?<=[\w)\]}\"].)|[=:](?<=[\w)\]}\"].)=")
_MAYBE_BEHIND = re.compile(r"[<>!+\-*/%&|^@](?<=[\w)\]}\"] .)\S|[=:](?<=[\w)\]}\"] .)=")
_ASSIGN = re.compile(r"(?<![=!<>:+\-*/%&|^@])=(?!=)")
_COLON = re.compile(r"(?<=\S)[ \t]+:(?!=)|:(?=[^\s=])")
_MAYBE_COLON = re.compile(r":(?:(?<=[ \t]:)(?!=)|[^\s=])")
_CALLED = re.compile(r"(?<![\w.\"])([A-Za-z_]\w*)[ \t]+[(\[](?!\n)")
_MAYBE_CALLED = re.compile(r"[ \t][(\[](?<=\w..)(?!\n)")
_POWER = re.compile(
    r"(?:(?<=[(\[])|(?<=[,=+*/-] ))((?:-?\d[\d.]*)|[A-Za-z_][\w.]*) \*\* (-?[\w.]+)(?=[),\]\n])"
)
_EXPONENT = re.compile(r"(?<![A-Za-z_])(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)[eE]$")
_EMPTY = re.compile(r"(?<=\n)[ \t]+(?=\n)")
_HEADS = re.compile(r"[ \t]*(?:if|elif|else|for|while|with|try|except|finally|def|class|async|match|case)\b")
_SOFT = frozenset({"match", "case", "type", "_"})
_WORD = re.compile(r"(\w+)[ \t]*$")
_REMARK = re.compile(r"#[A-Za-z0-9_(\[@-]")


def spacing(masked: Masked, style: Style) -> Iterator[Drift]:
    """What is wrong with the blanks within lines."""
    code = masked.code
    for maybe, pattern, what in _PLAIN:
        for match in pattern.finditer(code) if maybe.search(masked.compact) else ():
            if not _continued(masked, match.start()) and "\f" not in match[0]:
                yield Drift(match.start(), what, _fixed(match, what))
    for match in (
        _EMPTY.finditer(code) if " \n" not in masked.compact and "\t\n" not in masked.compact else ()
    ):
        yield Drift(match.start(), "blanks at the end of a line", (*match.span(), ""))
    for check in (_operators, _assignments, _colons, _calls, _comments):
        yield from check(masked, style)


_INSTEAD = {
    "blanks at the end of a line": "",
    "several blanks between two words": " ",
    "a blank before a comma": ",",
    "no blank behind a comma": ", ",
    "a blank behind an opening bracket": "",
    "a blank before a closing bracket": "",
}


def _fixed(match: re.Match[str], what: str) -> tuple[int, int, str] | None:
    new = _INSTEAD.get(what)
    if what == "no blank behind a keyword":  # of the others black takes the brackets away
        new = f"{match[0]} " if match[0] in ("not", "and", "or") else None
    elif what == "empty brackets behind the name of a class":
        new = match[0].partition("(")[0] + ":"
    return (match.start(), match.end(), new) if new is not None else None


def _continued(masked: Masked, offset: int) -> bool:
    """Whether the line holds a backslash, which formatters leave as it is."""
    start = masked.row_start(offset)
    return "\\" in masked.code[start : masked.row_end(offset)] or (
        start >= 2 and masked.code[start - 2] == "\\"
    )


def _word_before(code: str, offset: int) -> str:
    match = _WORD.search(code, max(code.rfind("\n", 0, offset) + 1, offset - 60), offset)
    return match[1] if match else ""


def _operators(masked: Masked, style: Style) -> Iterator[Drift]:
    code = masked.code
    compact = masked.compact
    for match in _TIGHT_BEFORE.finditer(code) if _MAYBE_BEFORE.search(compact) else ():
        start = match.start()
        if match[0] in "+-" and _EXPONENT.search(code, max(0, start - 40), start):
            continue
        if keyword.iskeyword(_word_before(code, start)) or _word_before(code, start) in _SOFT:
            continue
        behind = "" if code[match.end() : match.end() + 1] in (" ", "\n", "\\", "") else " "
        yield Drift(start, f"no blank before `{match[0]}`", (start, match.end(), f" {match[0]}{behind}"))
    for match in _TIGHT_BEHIND.finditer(code) if _MAYBE_BEHIND.search(compact) else ():
        word = _word_before(code, match.start())
        if not (keyword.iskeyword(word) or word in _SOFT or word in ("print", "exec")):
            yield Drift(match.start(), f"no blank behind `{match[0]}`", (match.end(), match.end(), " "))
    if style.since((22, 1), (0, 1)) and " ** " in compact:
        for match in _POWER.finditer(code):
            if not keyword.iskeyword(match[1]) and not keyword.iskeyword(match[2].lstrip("-")):
                yield Drift(match.start(), "blanks around the power of simple operands")


def _assignments(masked: Masked, style: Style) -> Iterator[Drift]:
    code = masked.code
    for match in _ASSIGN.finditer(code):
        at = match.start()
        before, behind = code[at - 1 : at].isspace(), code[at + 1 : at + 2].isspace()
        loose, tight = before and behind, not before and not behind
        around = masked.around(at)
        if around is None:
            if not loose and "lambda" not in code[masked.row_start(at) : at]:
                yield Drift(at, "no blank beside `=`", _beside(code, at))
        elif code[around.start] == "(" and not (before and code[masked.row_start(at) : at].isspace()):
            part = _since_comma(masked, around.start, at)
            if "lambda" in part or "\\" in part:
                continue
            if ":" in part and not loose:
                yield Drift(at, "no blank beside `=`", _beside(code, at))
            elif ":" not in part and not tight:
                bare = len(code[:at].rstrip(" \t")), len(code) - len(code[at + 1 :].lstrip(" \t"))
                yield Drift(at, "blanks beside `=`", (*bare, "="))


def _beside(code: str, at: int) -> tuple[int, int, str] | None:
    """One blank on both sides of a sign; None where its line ends there."""
    start, end = len(code[:at].rstrip(" \t")), len(code) - len(code[at + 1 :].lstrip(" \t"))
    return (start, end, f" {code[at]} ") if code[end : end + 1] not in ("\n", "\\", "") else None


def _since_comma(masked: Masked, start: int, end: int) -> str:
    """The code since the last comma within the innermost bracket; pairs within it are left out."""
    depth, code = 0, masked.code
    for at in range(end - 1, start, -1):
        char = code[at]
        if char in ")]}":
            depth += 1
        elif char in "([{":
            depth -= 1
        elif char == "," and not depth:
            start = at
            break
    text, depth = [], 0
    for char in code[start + 1 : end]:
        depth += (char in "([{") - (char in ")]}")
        if not depth and char not in ")]}":
            text.append(char)
    return "".join(text)


def _colons(masked: Masked, style: Style) -> Iterator[Drift]:
    code = masked.code
    what = "a colon with a blank before it, or none behind it"
    for match in _COLON.finditer(code) if _MAYBE_COLON.search(masked.compact) else ():
        at = match.end() - 1
        if _continued(masked, at):
            continue
        around = masked.around(at)
        behind = "" if code[at + 1 : at + 2] in (" ", "\t", "\n", "") else " "
        fix = (match.start(), match.end(), f":{behind}")
        if around is None:
            line = code[masked.row_start(at) : at]
            if "lambda" not in line:
                yield Drift(at, what, None if behind and _HEADS.match(line) else fix)
        elif code[around.start] in "({" and "lambda" not in _since_comma(masked, around.start, at):
            yield Drift(at, what, fix)


def _calls(masked: Masked, style: Style) -> Iterator[Drift]:
    code = masked.code
    if all(
        keyword.iskeyword(_word_before(masked.compact, m.start()))
        for m in _MAYBE_CALLED.finditer(masked.compact)
    ):
        return
    for match in _CALLED.finditer(code):
        word = match[1]
        if not keyword.iskeyword(word) and word not in _SOFT and not _continued(masked, match.start()):
            yield Drift(match.start(), "a blank between a name and its bracket")


def _comments(masked: Masked, style: Style) -> Iterator[Drift]:
    code, text = masked.code, masked.text
    for start, end in masked.comments:
        own = not code[masked.row_start(start) : start].strip()
        if not own and (code[start - 2 : start] != "  " or code[start - 3 : start - 2].isspace()):
            yield Drift(
                start, "not two blanks before a comment", (len(code[:start].rstrip(" \t")), start, "  ")
            )
        elif text[end - 1 : end] in " \t" and end - start > 1:
            bare = text[start:end].rstrip()
            yield Drift(end - 1, "blanks at the end of a comment", (start + len(bare), end, ""))
        elif _REMARK.match(text, start) and text[start : start + 2] != "#!":
            yield Drift(start, "no blank behind `#`", (start + 1, start + 1, " "))


Check = Callable[[Masked, Style], Iterator[Drift]]
