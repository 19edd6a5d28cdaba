"""The table of narrow requirements."""

from __future__ import annotations

from packaging.specifiers import SpecifierSet

from regreen.project.distributions import normalize
from regreen.project.narrow import narrow, required_by


def test_every_row_can_be_read() -> None:
    for name, rows in narrow().items():
        assert name == normalize(name)
        for row in rows:
            SpecifierSet(row.versions)
            assert row.others
            for other, wanted in row.others:
                assert other == normalize(other)
                SpecifierSet(wanted.replace("SAME", "1.2.3"))


def test_only_a_pin_brings_a_range() -> None:
    assert dict(required_by("fastapi", "==0.115.7"))["starlette"] == ">=0.40,<0.46"
    assert list(required_by("fastapi", ">=0.115.7")) == []
    assert list(required_by("fastapi", "==0.115.*")) == []
    assert list(required_by("anchor", "==1.0")) == []


def test_the_same_version_is_filled_in() -> None:
    assert list(required_by("torchaudio", "==2.3.1")) == [("torch", "==2.3.1")]
