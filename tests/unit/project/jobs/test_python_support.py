"""The table of the Pythons that releases are for."""

from __future__ import annotations

from packaging.version import Version

from regreen.project.distributions import normalize
from regreen.project.jobs.python_support import supported


def test_versions_and_pythons_rise_together() -> None:
    for name, support in supported().items():
        assert name == normalize(name)
        assert support.floors or support.wheels
        for rows in (support.floors, [(first, python) for python, first in support.wheels.items()]):
            versions = [Version(version) for version, _ in rows]
            pythons = [Version(python) for _, python in rows]
            assert versions == sorted(versions), name
            assert pythons == sorted(set(pythons)), name
