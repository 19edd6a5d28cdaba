"""Values to JSON text."""

from __future__ import annotations

import json
import re

import msgspec

_SURROGATE = re.compile("[\ud800-\udfff]")


def encoded(document: msgspec.Struct) -> str:
    """JSON text, indented by two blanks. Bytes of a file that are not UTF-8 (lone surrogates in our texts, which
    JSON must not have) become replacement characters.
    """
    try:
        data = msgspec.json.encode(document)
    except UnicodeEncodeError:
        text = json.dumps(_replaced(msgspec.to_builtins(document)), ensure_ascii=False)
        data = text.encode()
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _replaced(value: object) -> object:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_replaced(item) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item) for key, item in value.items()}
    return value
