"""The table of versions that do not fit each other."""

from __future__ import annotations

from packaging.specifiers import SpecifierSet

from regreen.project.distributions import normalize
from regreen.project.known_incompatible import CONFLICTS


def test_every_row_can_be_read() -> None:
    for row in CONFLICTS:
        assert row.package == normalize(row.package)
        assert row.other == normalize(row.other)
        SpecifierSet(row.versions)
        assert row.fix
        if row.newest:
            assert SpecifierSet(row.others).contains(row.newest)
            assert not SpecifierSet(row.cap).contains(row.newest)
            assert row.since < row.until


def test_no_pair_stands_twice() -> None:
    pairs = [(row.package, row.versions, row.other, row.others) for row in CONFLICTS]
    assert len(pairs) == len(set(pairs))
