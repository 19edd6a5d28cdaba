"""The order of imports, and the blocks as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.project.style.import_order import Order, misplaced, sorted_text
from regreen.project.style.import_places import isort_order, ruff_order
from regreen.project.style.mask import mask

_SECTIONS = {"__future__": 0, "os": 1, "sys": 1, "re": 1, "shop": 3}
_NAMES = st.sampled_from(["os", "sys", "re", "httpx", "attrs", "shop.door", "shop"])
_STATEMENTS = st.lists(
    st.one_of(
        _NAMES.map(lambda name: f"import {name}"),
        st.tuples(_NAMES, st.permutations(["total", "Door", "MOST"])).map(
            lambda pair: f"from {pair[0]} import {', '.join(pair[1])}"
        ),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda text: str(text.split()[:2]),
)


def place(name: str) -> int | None:
    return None if name == "doubtful" else _SECTIONS.get(name, 2)


def said(text: str, order: Order | None = None) -> list[tuple[int, str]]:
    masked = mask(Source("a.py", text))
    assert masked is not None
    found = misplaced(masked, order or Order(), place)
    return [(masked.position(item.offset)[0], item.what) for item in found]


@pytest.mark.parametrize(
    ("text", "row", "what"),
    [
        ("import sys\nimport os\n", 2, "`os` goes before `sys`"),
        ("from os import path\nimport sys\n", 2, "`sys` goes before `os`"),
        ("import os\nimport httpx\n", 2, "not one blank line between two sections of imports"),
        ("import os\n\nimport sys\n", 2 + 1, "a blank line among imports of one section"),
        ("from os import path, EX_OK\n", 1, "`EX_OK` goes first"),
        ("import os, sys\n", 1, "several imports on one line"),
        ("from os import a\nfrom os import b\n", 2, "`os` is imported from twice"),
        ("from .a import b\nfrom ..a import b\n", 2, "`..a` goes before `.a`"),
        ("import os\nx = 1\n", 1, "not 1 blank line below the imports"),
        ("import os\n\ndef f(): ...\n", 1, "not 2 blank lines below the imports"),
        ("from os import a as b, c\n", 1, "an import with `as` that is not alone"),
    ],
)
def test_refused(text: str, row: int, what: str) -> None:
    assert said(text) == [(row, what)]


@pytest.mark.parametrize(
    "text",
    [
        "from __future__ import annotations\n\nimport os\nimport sys\nfrom re import A, Any, b\n\nimport httpx\n",
        "import httpx\n\nimport shop\n\nfrom . import a\n",
        "import a2\nimport a10\n",
        "import sys\nimport doubtful\n",
        "import sys\nimport os  # isort: skip\n",
        "import os\n# why\nimport sys\n",
        "try:\n    import sys\nexcept ImportError:\n    import os\n",
        "import os\n\n\nclass A: ...\n",
    ],
)
def test_left_alone(text: str) -> None:
    assert said(text) == []


def test_options_decide() -> None:
    assert said("from os import path\nimport sys\n", Order(by_module=True)) == []
    assert said("from os import a, B\n", Order(by_type=False)) == []
    assert said("from os import a\nfrom os import b\n", Order(single=True)) == []
    assert isort_order({"profile": "google"}, {}, frozenset()) is None
    assert isort_order({"profile": "black"}, {}, frozenset({"--check"})) == Order()
    assert ruff_order({"lint": {"isort": {"section-order": ["future"]}}}, {}) is None
    assert ruff_order({"lint": {"isort": {"combine-as-imports": True}}}, {}) == Order(joined_as=True)


@settings(max_examples=60, deadline=None)
@given(_STATEMENTS)
def test_what_is_sorted_stays(statements: list[str]) -> None:
    masked = mask(Source("a.py", "\n".join(statements) + "\n"))
    assert masked is not None
    found = list(misplaced(masked, Order(), place))
    text = sorted_text(masked, found)
    if found and text is not None:
        assert said(text) == []
        assert sorted(text.split()) == sorted(masked.text.split()) or "," in text
