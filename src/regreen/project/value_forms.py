"""The form that code wants the text of an environment variable to have.

Sources: pydantic's and pydantic-settings' documentation ("Conversion table", "Parsing environment variable values"),
`cryptography.fernet`, `base64`.
"""

from __future__ import annotations

import base64
import binascii
import json

from msgspec import Struct
from msgspec.structs import replace

_TRUE = ("1", "on", "t", "true", "y", "yes")
_FALSE = ("0", "off", "f", "false", "n", "no")
_KEY = b"a key for tests and nothing else"


class Form(Struct, frozen=True):
    """`kind` is one of `integer`, `number`, `boolean`, `list`, `object`, `json`, `choice`, `text`, `base64`, `fernet`,
    `hex`; `least` are characters of a text, `sizes` the lengths in bytes that a decoded key may have.
    """

    kind: str
    least: int = 0
    sizes: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The form in a sentence."""
        sizes = " or ".join(map(str, self.sizes))
        labels = {
            "integer": "a whole number",
            "number": "a number",
            "boolean": "true or false",
            "list": "a JSON list",
            "object": "a JSON object",
            "json": "JSON",
            "choice": f"one of {', '.join(self.choices)}",
            "text": f"at least {self.least} characters",
            "base64": f"base64 of {sizes} bytes" if sizes else "base64",
            "fernet": "base64 of 32 bytes",
            "hex": "hexadecimal digits",
        }
        return labels[self.kind]

    def takes(self, value: str) -> bool:
        """Whether a value has the form."""
        if self.kind == "text":
            return len(value) >= self.least
        if self.kind == "choice":
            return value in self.choices
        if self.kind == "boolean":
            return value.lower() in (*_TRUE, *_FALSE)
        if self.kind in ("integer", "number"):
            return _is_number(value, whole=self.kind == "integer")
        if self.kind in ("list", "object", "json"):
            return _is_json(value, {"list": list, "object": dict}.get(self.kind, object))
        return self._decodes(value)

    def repaired(self, value: str) -> str:
        """A value like this one that has the form; empty where nothing suggests itself."""
        if self.kind == "text":
            return value + "-" + "for-tests-only-" * (self.least // 14 + 1) if value else ""
        if self.kind == "list" and value and not value.startswith("["):
            return json.dumps([part.strip() for part in value.split(",") if part.strip()])
        if self.kind == "fernet":
            return base64.urlsafe_b64encode(_KEY).decode()
        if self.kind == "base64":
            size = self.sizes[-1] if self.sizes else len(_KEY)
            return base64.b64encode((_KEY * (size // len(_KEY) + 1))[:size]).decode()
        return ""

    def with_least(self, least: int) -> Form:
        """The form of a text that must be longer."""
        return replace(self, least=max(self.least, least))

    def _decodes(self, value: str) -> bool:
        try:
            if self.kind == "hex":
                bytes.fromhex(value)
                return True
            decode = base64.urlsafe_b64decode if self.kind == "fernet" else base64.b64decode
            size = len(decode(value.encode()))
        except (binascii.Error, ValueError):
            return False
        return size in self.sizes if self.sizes else self.kind != "fernet" or size == len(_KEY)


def _is_number(value: str, *, whole: bool) -> bool:
    try:
        found = float(value.replace("_", ""))
    except ValueError:
        return False
    return not whole or found.is_integer()


def _is_json(value: str, kind: type) -> bool:
    try:
        return isinstance(json.loads(value), kind)
    except (ValueError, RecursionError):
        return False
