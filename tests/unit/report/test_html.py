from __future__ import annotations

import base64
import hashlib
import re

import pytest

from regreen.report.document import render as render_document
from regreen.report.formats import render
from support import diagnoses, golden
from support.pages import Page, read

ALL = {
    "red": diagnoses.red(),
    "green": diagnoses.green(),
    "unexplained": diagnoses.unexplained(),
    "hostile": diagnoses.hostile(),
    "long": diagnoses.long_words(),
}
OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "section",
        "h1",
        "h2",
        "h3",
        "p",
        "code",
        "strong",
    ),
    *(
        "figure",
        "figcaption",
        "pre",
        "span",
        "b",
        "ins",
        "del",
        "details",
        "summary",
        "ul",
        "ol",
        "li",
        "a",
        "div",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def pages(name: str) -> list[Page]:
    documents = (
        render("html", ALL[name]),
        render_document("html", ALL[name], pages={"some-rule": "One `two`."}),
    )
    return [read(text) for text in documents]


def test_red() -> None:
    golden.check("page-red.html", render("html", diagnoses.red()))


@pytest.mark.parametrize("name", ALL)
def test_only_our_own_elements_all_closed(name: str) -> None:
    for page in pages(name):
        assert set(page.tags) <= OURS
        assert page.stray == []


@pytest.mark.parametrize("name", ALL)
def test_nothing_runs_and_nothing_is_loaded(name: str) -> None:
    for page in pages(name):
        names = {key for key, _ in page.attributes}
        assert not {"src", "srcset", "style", "action"} & names
        assert not any(key.startswith("on") for key in names)
        assert all(
            re.match(r"#[\w-]+$|https://github\.com/acme/shop/", target) for target in page.values("href")
        )


@pytest.mark.parametrize("name", ALL)
def test_every_anchor_that_is_linked_is_there_once(name: str) -> None:
    for page in pages(name):
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        assert {target[1:] for target in page.values("href") if target.startswith("#")} <= set(ids)


def test_the_policy_names_the_style_sheet_by_its_digest() -> None:
    text = render("html", diagnoses.red())
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "url(" not in style
    assert "@import" not in style


def test_light_and_dark() -> None:
    assert "prefers-color-scheme: dark" in render("html", diagnoses.green())


def test_the_texts_of_strangers_are_shown() -> None:
    page = read(render("html", diagnoses.hostile()))
    assert "<script>alert(1)</script> <img src=x onerror=alert(1)>" in page.text
    assert diagnoses.SECRET not in page.text
    assert "\x1b" not in page.text


def test_the_colours_of_a_patch() -> None:
    text = render("html", diagnoses.red())
    assert '<del class="removed">-lib/\n</del>' in text
    assert '<ins class="added">+/lib/\n</ins>' in text
