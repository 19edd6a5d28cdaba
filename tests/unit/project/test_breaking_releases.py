"""The table of releases that broke much."""

from __future__ import annotations

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from regreen.project.breaking_releases import USED, breaking_releases
from regreen.project.distributions import normalize


def test_every_row_names_a_version_a_day_and_what_changed() -> None:
    rows = breaking_releases()
    assert len(rows) > len(USED) > 0
    for row in rows:
        assert row.package == normalize(row.package)
        assert Version(row.version) in SpecifierSet(row.bad)
        assert row.changed and row.since < row.until
        if row.mended:
            assert Version(row.mended) > Version(row.version)


def test_rows_with_a_use_come_first_and_can_be_searched() -> None:
    rows = breaking_releases()
    assert [row.uses != "" for row in rows] == sorted((row.uses != "" for row in rows), reverse=True)
    for row in USED:
        assert row.pattern.search("") is None


def test_no_release_of_one_distribution_stands_twice() -> None:
    felt = [(row.package, row.version) for row in breaking_releases() if not row.uses]
    assert len(felt) == len(set(felt))
