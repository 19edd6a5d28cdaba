"""Which server a container image is, which version of it, and what the image has besides."""

from __future__ import annotations

import re

from msgspec import Struct

POSTGRES, REDIS, MYSQL, MEMCACHED, RABBITMQ = "postgres", "redis", "mysql", "memcached", "rabbitmq"
_VERSION = re.compile(r"(?:pg|v|version-)?(\d+(?:\.\d+)*)")
_PRODUCTS = {
    "postgres": (POSTGRES, "postgres"),
    "postgresql": (POSTGRES, "postgres"),
    "pgvector": (POSTGRES, "postgres"),
    "ankane-pgvector": (POSTGRES, "postgres"),
    "postgis": (POSTGRES, "postgres"),
    "timescaledb": (POSTGRES, "postgres"),
    "timescaledb-ha": (POSTGRES, "postgres"),
    "paradedb": (POSTGRES, "postgres"),
    "redis": (REDIS, "redis"),
    "redis-stack": (REDIS, "redis"),
    "redis-stack-server": (REDIS, "redis"),
    "keydb": (REDIS, "keydb"),
    "valkey": (REDIS, "valkey"),
    "mysql": (MYSQL, "mysql"),
    "mysql-server": (MYSQL, "mysql"),
    "percona": (MYSQL, "mysql"),
    "mariadb": (MYSQL, "mariadb"),
    "memcached": (MEMCACHED, "memcached"),
    "rabbitmq": (RABBITMQ, "rabbitmq"),
}
_EXTRAS = {
    "timescaledb": "the extension timescaledb",
    "timescaledb-ha": "the extension timescaledb",
    "paradedb": "the extension pg_search",
    "redis-stack": "the modules of Redis Stack",
    "redis-stack-server": "the modules of Redis Stack",
}
_LATEST = {
    "postgres": "18", "redis": "8", "valkey": "9", "keydb": "6", "mysql": "9", "mariadb": "12", "memcached": "1",
    "rabbitmq": "4",
}  # fmt: skip
"""What the tag `latest` meant in autumn 2026."""


class Image(Struct, frozen=True):
    """An image taken apart: `kind` is a server of ours (empty: none), `product` what it is in particular, `version`
    what the tag says (empty: the latest), `extras` what the image has and no server of ours.
    """

    text: str
    kind: str = ""
    product: str = ""
    version: str = ""
    extras: str = ""
    name: str = ""
    bitnami: bool = False
    alpine: bool = False

    @property
    def major(self) -> str:
        """The major version that the tag means; empty where there is none."""
        return self.version.partition(".")[0] or _LATEST.get(self.product, "")


def parse_image(text: str) -> Image:
    """`[registry/][owner/]name[:tag][@digest]`."""
    text = text.removeprefix("docker://").strip()
    path, _, last = text.partition("@")[0].rpartition("/")
    name, _, tag = last.lower().partition(":")
    if path.endswith("ankane"):
        name = f"ankane-{name}"
    kind, product = _PRODUCTS.get(name, ("", ""))
    version = _VERSION.match(tag) or re.search(r"pg(\d+)", tag)
    if name.startswith("timescaledb") or name == "paradedb":
        version = re.search(r"pg(\d+)", tag)
    if name == "ankane-pgvector":
        version = None  # its tags are versions of the extension
    return Image(
        text, kind, product, version[1] if version else "", _EXTRAS.get(name, ""), name.removeprefix("ankane-"),
        "bitnami" in path, "alpine" in tag,
    )  # fmt: skip
