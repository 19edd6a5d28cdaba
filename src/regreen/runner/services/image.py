"""Which server a container image is."""

from __future__ import annotations

import re
from dataclasses import dataclass

POSTGRES, REDIS = "postgres", "redis"
_VERSION = re.compile(r"(?:pg|v)?(\d+)(?:\.\d+)*")
_NAMES = {
    "postgres": POSTGRES,
    "postgresql": POSTGRES,
    "pgvector": POSTGRES,
    "postgis": POSTGRES,
    "timescaledb": POSTGRES,
    "timescaledb-ha": POSTGRES,
    "redis": REDIS,
    "redis-stack": REDIS,
    "redis-stack-server": REDIS,
    "valkey": REDIS,
    "keydb": REDIS,
}
_EXTRAS = {
    "pgvector": "the extension vector",
    "postgis": "the extension postgis",
    "timescaledb": "the extension timescaledb",
    "timescaledb-ha": "the extension timescaledb",
    "redis-stack": "the modules of Redis Stack",
    "redis-stack-server": "the modules of Redis Stack",
}


@dataclass(frozen=True, slots=True)
class Image:
    """An image taken apart: `kind` is a server of ours (empty: none), `major` its version (empty: the latest),
    `extras` what the image has besides.
    """

    text: str
    kind: str
    major: str
    extras: str
    bitnami: bool = False


def parse_image(text: str) -> Image:
    """`[registry/][owner/]name[:tag][@digest]`."""
    name, _, tag = text.partition("@")[0].rpartition("/")[2].partition(":")
    version = _VERSION.match(tag) or re.search(r"pg(\d+)", tag)
    kind = _NAMES.get(name.lower(), "")
    if name.lower() in ("timescaledb", "timescaledb-ha"):
        version = re.search(r"pg(\d+)", tag)
    major = version[1] if version else ""
    return Image(text, kind, major, _EXTRAS.get(name.lower(), ""), "bitnami" in text)
