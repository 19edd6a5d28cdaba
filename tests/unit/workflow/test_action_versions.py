from __future__ import annotations

import pytest

from regreen.workflow.schema.action_inputs import inputs_of
from regreen.workflow.schema.action_versions import node_of, version_of, withdrawn
from regreen.workflow.schema.image_packages import release_of

HASH = "a" * 40


@pytest.mark.parametrize(
    ("ref", "line", "version"),
    [
        ("v4", "", (4,)),
        ("3.1.2", "", (3, 1, 2)),
        ("main", "", ()),
        ("v4-beta", "", ()),
        (HASH, f"uses: a/b@{HASH} # v3.1.2", (3, 1, 2)),
        (HASH, f"uses: a/b@{HASH} # tag=v3", (3,)),
        (HASH, f"uses: a/b@{HASH}", ()),
    ],
)
def test_the_version_of_a_ref(ref: str, line: str, version: tuple[int, ...]) -> None:
    assert version_of(ref, line) == version


@pytest.mark.parametrize(
    ("action", "version", "gone"),
    [
        ("actions/upload-artifact", (3,), True),
        ("Actions/Upload-Artifact", (3, 1, 3), True),
        ("actions/upload-artifact", (4,), False),
        ("actions/cache", (2,), True),
        ("actions/cache", (3,), False),
        ("actions/cache", (3, 3, 1), True),
        ("actions/cache", (4, 2, 0), False),
        ("actions/cache", (), False),
        ("actions/checkout", (1,), False),
    ],
)
def test_what_was_withdrawn(action: str, version: tuple[int, ...], gone: bool) -> None:
    assert (withdrawn(action, version) is not None) is gone


def test_successors_are_not_withdrawn_themselves() -> None:
    from regreen.workflow.schema.action_versions import WITHDRAWN

    for action, entries in WITHDRAWN.items():
        for entry in entries:
            assert withdrawn(action, version_of(entry.successor)) is None


def test_the_runtime_of_a_version() -> None:
    assert node_of("actions/checkout", (4, 1)) == "node20"
    assert node_of("somebody/else", (4,)) == ""


def test_inputs_by_version() -> None:
    known = {one.name: (one.first, one.last) for one in inputs_of("codecov/codecov-action", 5)}
    assert known["file"][1] == 4
    assert inputs_of("actions/checkout", 999) == ()


def test_the_release_behind_a_label() -> None:
    from datetime import date

    assert release_of("ubuntu-24.04-arm", date(2026, 1, 1)) == "24.04"
    assert release_of("ubuntu-latest", date(2025, 6, 1)) == "24.04"
    assert release_of("ubuntu-latest", date(2023, 6, 1)) == "22.04"
    assert release_of("macos-15", date(2026, 1, 1)) == ""
