"""A shell script as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.workflow.expr.template import scan

_OPERATORS = ("&&", "||", ";;&", ";;", ";&", ";", "|&", "|", "&", "(", ")", "\n")
_REDIRECTIONS = ("&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&", "<", ">")
_ORDINARY = re.compile(r"[^\s;&|()<>$`\\'\"*?\[{~]+")  # nothing in it means anything to the shell
_TEXT = re.compile(r'[^"$`\\]+')  # the same between double quotes
_VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])?")
_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=")
_CLOSING = {"(": ")", "{": "}"}
MAX_LENGTH = 200_000
"""Longest script that is read, in characters."""


class Word(Struct, frozen=True):
    """A word: `text` with its quotes removed, expansions as they are written.

    `plain`: it holds no expansion and no pattern, so that `text` is what a program gets. `quoted`: some of it is.
    """

    text: str
    start: int
    end: int
    plain: bool = True
    quoted: bool = False


class Operator(Struct, frozen=True):
    """A control operator, a line end among them."""

    text: str
    start: int
    end: int


class Redirection(Struct, frozen=True):
    """A redirection; `target` is the word behind it. A here-document's body is from `end` of its line on."""

    operator: str
    start: int
    end: int
    descriptor: str = ""
    target: Word | None = None


Token = Word | Operator | Redirection


def tokens(script: str) -> list[Token]:
    """The tokens of a script; what is too long or ends inside of quotes is read as far as it goes."""
    return list(_Lexer(script[:MAX_LENGTH]).tokens())


class _Lexer:
    def __init__(self, script: str) -> None:
        self.script = script
        self.at = 0
        self.places = {place.start: place.end for place in scan(script)}
        self.documents: list[tuple[str, bool]] = []

    def tokens(self) -> Iterator[Token]:
        while self._skip_blanks():
            if operator := self._operator():
                yield operator
            elif redirection := self._redirection(""):
                yield redirection
            else:
                word = self._word()
                digits = word.text if word.text.isdigit() and not word.quoted else ""
                if digits and self.script[self.at : self.at + 1] in ("<", ">"):
                    redirection = self._redirection(digits)
                    if redirection:
                        yield redirection
                else:
                    yield word

    def _skip_blanks(self) -> bool:
        """To the next token; False at the end."""
        text = self.script
        while self.at < len(text):
            if text[self.at] in " \t\r":
                self.at += 1
            elif text.startswith(("\\\n", "\\\r\n"), self.at):
                self.at = text.index("\n", self.at) + 1
            elif text[self.at] == "#":
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                return True
        return False

    def _operator(self) -> Operator | None:
        if self.script.startswith("&>", self.at):
            return None
        start = self.at
        if self.script.startswith("((", start):
            return None
        found = next((op for op in _OPERATORS if self.script.startswith(op, start)), None)
        if found is None:
            return None
        self.at += len(found)
        if found == "\n":
            self._skip_documents()
        return Operator(found, start, start + len(found))

    def _redirection(self, digits: str) -> Redirection | None:
        start = self.at
        if self.script.startswith(("<(", ">("), start):
            return None
        found = next((op for op in _REDIRECTIONS if self.script.startswith(op, start)), None)
        if found is None:
            return None
        self.at += len(found)
        while self.script[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        rest = self.script[self.at : self.at + 1]
        target = self._word() if rest and rest not in "\n;|&()<>" else None
        if found in ("<<", "<<-") and target is not None:
            self.documents.append((target.text, found == "<<-"))
        return Redirection(found, start - len(digits), self.at, digits, target)

    def _skip_documents(self) -> None:
        """Behind the bodies of the here-documents that began in the line before."""
        for delimiter, tabs in self.documents:
            while self.at < len(self.script):
                end = self.script.find("\n", self.at)
                end = len(self.script) if end < 0 else end
                line = self.script[self.at : end].rstrip("\r")
                self.at = min(end + 1, len(self.script))
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
        self.documents = []

    def _word(self) -> Word:
        start, text = self.at, self.script
        parts: list[str] = []
        plain, quoted = True, False
        if text.startswith("((", start):
            self._balanced(start + 1, ")")
            self.at = min(self.at + 1, len(text))
            return Word(text[start : self.at], start, self.at, plain=False)
        while self.at < len(text):
            if run := _ORDINARY.match(text, self.at):
                parts.append(run[0])
                self.at = run.end()
                continue
            char = text[self.at]
            if self.at in self.places or char in "$`" or text.startswith(("<(", ">("), self.at):
                piece = self._expansion()
                plain = plain and len(piece) == 1
                parts.append(piece)
            elif char == "(" and _ARRAY.fullmatch(text, start, self.at):
                begin = self.at
                self._balanced(begin, ")")
                parts.append(text[begin : self.at])
                plain = False
            elif char in " \t\r\n;&|()<>":
                break
            elif char == "\\":
                skip = 2 if not text.startswith("\\\r\n", self.at) else 3
                parts.append(
                    "" if text[self.at : self.at + skip].endswith("\n") else text[self.at + 1 : self.at + 2]
                )
                self.at += skip
            elif char == "'":
                quoted = True
                parts.append(self._single())
            elif char == '"':
                quoted = True
                piece, simple = self._double()
                plain = plain and simple
                parts.append(piece)
            else:
                plain = plain and char not in "*?[{" and not (char == "~" and self.at == start)
                parts.append(char)
                self.at += 1
        if self.at == start:
            self.at += 1
        self.at = min(self.at, len(text))
        joined = "".join(parts)
        return Word(joined, start, self.at, plain or joined in ("[", "[["), quoted)

    def _single(self) -> str:
        end = self.script.find("'", self.at + 1)
        end = len(self.script) if end < 0 else end
        piece = self.script[self.at + 1 : end]
        self.at = min(end + 1, len(self.script))
        return piece

    def _double(self) -> tuple[str, bool]:
        """The text between double quotes, and whether nothing in it is expanded."""
        parts: list[str] = []
        plain = True
        self.at += 1
        text = self.script
        while self.at < len(text) and text[self.at] != '"':
            if self.at in self.places or text[self.at] in "$`":
                piece = self._expansion()
                plain = plain and len(piece) == 1
                parts.append(piece)
            elif text[self.at] == "\\" and text[self.at + 1 : self.at + 2] in tuple('$`"\\\n'):
                parts.append(text[self.at + 1].replace("\n", ""))
                self.at += 2
            elif run := _TEXT.match(text, self.at):
                parts.append(run[0])
                self.at = run.end()
            else:
                parts.append(text[self.at])
                self.at += 1
        self.at = min(self.at + 1, len(text))
        return "".join(parts), plain

    def _expansion(self) -> str:
        """An expansion as it is written; a single character where there is none."""
        start, text = self.at, self.script
        if start in self.places:
            self.at = self.places[start]
        elif text[start] == "`":
            end = text.find("`", start + 1)
            self.at = len(text) if end < 0 else end + 1
        elif text[start] in "<>":
            self._balanced(start + 1, ")")
        elif text.startswith(("$(", "${"), start):
            self._balanced(start + 1, _CLOSING[text[start + 1]])
        elif text.startswith("$'", start):
            self.at = start + 1
            return "$" + repr(self._single())
        else:
            found = _VARIABLE.match(text, start)
            self.at = found.end() if found else start + 1
        return text[start : self.at]

    def _balanced(self, start: int, closing: str) -> None:
        """From an opening bracket at `start` to behind the one that closes it."""
        text, depth, opening = self.script, 0, self.script[start]
        self.at = start
        while self.at < len(text):
            char = text[self.at]
            if self.at in self.places:
                self.at = self.places[self.at]
                continue
            if char == "'":
                self._single()
                continue
            if char == "\\":
                self.at += 2
                continue
            depth += (char == opening) - (char == closing)
            self.at += 1
            if not depth:
                return
        self.at = len(text)
