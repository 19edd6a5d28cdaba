"""Secrets for a run: from files in dotenv format, from the environment, or asked for without an echo.

Never as a value on the command line, which everybody on the machine can read; never stored.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from getpass import getpass
from pathlib import Path

from regreen.model.errors import InputError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[^\S\n]*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_COMMENT = re.compile(r"(?:^|\s)#.*")


def read_secrets(files: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The secrets of the files, then those that are named. Raises `InputError`."""
    found: dict[str, str] = {}
    for file in files:
        try:
            text = Path(file).read_text("utf-8-sig", "surrogateescape")
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror}") from None
        found.update(parse_dotenv(file, text))
    for name in names:
        found[name] = _asked(name)
    return found


def _asked(name: str) -> str:
    if "=" in name:
        shown = name.partition("=")[0]
        raise InputError(
            f"--secret {shown}=… would show the value to everybody on this machine: give the name alone to be asked"
            " for it, or use --secret-file"
        )
    if not _NAME.fullmatch(name):
        raise InputError(f"--secret: {name!a} is not the name of a secret")
    if name in os.environ:
        return os.environ[name]
    if sys.stdin is None or not sys.stdin.isatty():
        raise InputError(
            f"there is no terminal to ask for the secret {name}: set {name}, or use --secret-file"
        )
    try:
        return getpass(f"{name}: ", sys.stderr)
    except EOFError:
        raise InputError(f"no value was given for the secret {name}") from None


def parse_dotenv(file: str, text: str) -> dict[str, str]:
    r"""Names and values of a dotenv file: `NAME=value # comment`, `export NAME=value`, `'…'` as it stands, `"…"` with
    `\n`, `\"` and over several lines. Nothing is expanded. Raises `InputError` that names the line.
    """
    return dict(_pairs(file, text.replace("\r\n", "\n")))


def _pairs(file: str, text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].strip()
        match = _ASSIGNED.match(text, at)
        if not line or line.startswith("#"):
            at = end + 1
        elif match is None or match.end() > end + 1:
            raise InputError(f"{file} line {text.count(chr(10), 0, at) + 1} is not NAME=VALUE")
        else:
            value, at = _value(file, text, match.end())
            yield match[1], value


def _value(file: str, text: str, at: int) -> tuple[str, int]:
    """The value that begins at an offset, and where the next line begins."""
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        closing = _closing(text, at + 1, quote)
        if closing < 0:
            raise InputError(f"{file} line {text.count(chr(10), 0, at) + 1} has a quote that is never closed")
        value = text[at + 1 : closing]
        end = text.find("\n", closing)
        return (_unescaped(value) if quote == '"' else value), (len(text) if end < 0 else end + 1)
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return _COMMENT.sub("", text[at:end]).strip(), end + 1


def _closing(text: str, at: int, quote: str) -> int:
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 1
        elif text[at] == quote:
            return at
        at += 1
    return -1


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text, flags=re.S)
