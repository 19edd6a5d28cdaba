"""Wheels of lock files."""

from __future__ import annotations

from regreen.model.text import Source
from regreen.project.wheels import asked_without_marker, locked_wheels

UV = """\
version = 1

[[package]]
name = "anchor"
version = "1.0"
source = { registry = "https://example.org/simple" }
sdist = { url = "https://example.org/anchor-1.0.tar.gz" }
wheels = [
    { url = "https://example.org/anchor-1.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" },
]

[[package]]
name = "boat"
version = "2.0"
source = { registry = "https://example.org/simple" }
wheels = [
    { url = "https://example.org/boat-2.0-cp313-cp313t-manylinux_2_17_x86_64.whl" },
    { url = "https://example.org/boat-2.0-cp312-cp312-musllinux_1_2_x86_64.whl" },
    { url = "https://example.org/boat-2.0-cp311-cp311-manylinux_2_17_aarch64.whl" },
]

[[package]]
name = "own"
version = "1"
source = { editable = "." }
dependencies = [
    { name = "anchor" },
    { name = "boat", marker = "python_full_version < '3.12'" },
]
"""
POETRY = """\
[[package]]
name = "anchor"
version = "1.0"
files = [
    {file = "anchor-1.0-py2.py3-none-any.whl", hash = "sha256:0"},
    {file = "anchor-1.0.tar.gz", hash = "sha256:0"},
]

[package.dependencies]
boat = ">=1"
oar = {version = ">=1", markers = "python_version < \\"3.12\\""}
"""


def test_wheels_of_uv() -> None:
    anchor, boat = locked_wheels(Source("uv.lock", UV))
    assert (anchor.name, anchor.version, anchor.sdist, anchor.native) == ("anchor", "1.0", True, True)
    assert [minor for minor in (9, 10, 13) if anchor.fits(minor)] == [10, 13]
    assert not boat.sdist
    assert not any(boat.fits(minor) for minor in (11, 12, 13))


def test_wheels_of_poetry() -> None:
    (anchor,) = locked_wheels(Source("poetry.lock", POETRY))
    assert anchor.sdist
    assert anchor.fits(14)
    assert not anchor.native


def test_who_is_asked_for_everywhere() -> None:
    assert asked_without_marker(Source("uv.lock", UV), "anchor")
    assert not asked_without_marker(Source("uv.lock", UV), "boat")
    assert asked_without_marker(Source("poetry.lock", POETRY), "boat")
    assert not asked_without_marker(Source("poetry.lock", POETRY), "oar")
