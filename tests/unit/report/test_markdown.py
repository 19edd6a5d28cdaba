from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from regreen.report.formats import render
from regreen.report.markdown import COMMENT_LIMIT, MARKER
from regreen.report.markdown import render as render_markdown
from support import diagnoses, golden
from support.pages import opened_and_closed


def test_red() -> None:
    golden.check("comment-red.md", render("markdown", diagnoses.red()))


def test_hostile() -> None:
    golden.check("comment-hostile.md", render("markdown", diagnoses.hostile()))


@pytest.mark.parametrize("name", ["green", "unexplained"])
def test_without_causes(name: str) -> None:
    golden.check(f"comment-{name}.md", render("markdown", getattr(diagnoses, name)()))


def test_the_marker_is_the_first_line_and_nowhere_else() -> None:
    text = render("markdown", diagnoses.hostile())
    assert text.startswith(MARKER + "\n")
    assert text.count("<!--") == 1


def test_only_our_own_tags_and_no_link() -> None:
    text = render("markdown", diagnoses.hostile())
    tokens = MarkdownIt("commonmark").parse(text)
    inline = [child.type for token in tokens for child in token.children or []]
    assert not {"link_open", "image", "html_inline", "em_open"} & set(inline)
    html = "".join(token.content for token in tokens if token.type == "html_block")
    assert set(re.findall(r"</?([a-z]+)", html)) == {"details", "summary", "b", "br"}
    assert opened_and_closed(html)


def test_nobody_is_mentioned_outside_of_code() -> None:
    tokens = MarkdownIt("commonmark").parse(render("markdown", diagnoses.hostile()))
    parts = [child for token in tokens for child in token.children or [token]]
    prose = " ".join(p.content for p in parts if p.type not in ("fence", "code_inline"))
    assert "octocat" in prose
    assert not re.search(r"@\w|#\d|GH-\d|https?:/|www\.", prose)


@pytest.mark.parametrize(("causes", "width"), [(1, 10), (3, 3000), (40, 3000), (200, 3000), (600, 10)])
def test_a_comment_fits(causes: int, width: int) -> None:
    text = render("markdown", diagnoses.crowded(causes, width, 100))
    assert len(text) <= COMMENT_LIMIT
    assert "Failure number 1" in text
    assert opened_and_closed("".join(re.findall(r"^</?details.*$", text, re.M)))
    assert [t.type for t in MarkdownIt("commonmark").parse(text)].count("fence") >= 1 or causes > 100


def test_what_is_left_out_is_said() -> None:
    text = render("markdown", diagnoses.crowded(500, 10, 5, 35))
    left = int(re.search(r"([\d,]+) more causes not shown here", text)[1].replace(",", ""))  # type: ignore[index]
    assert left == 500 - len(re.findall(r"^\d+\\\. Failure number", text, re.M))


def test_the_first_cause_folds_last() -> None:
    text = render("markdown", diagnoses.crowded(200, 300))
    assert "<b>1. Failure number 1</b>" in text
    assert "\n200\\. Failure number 200\n" in text


@pytest.mark.parametrize("limit", [900, 1500, 4000])
def test_small_limits_hold(limit: int) -> None:
    assert len(render_markdown(diagnoses.red(), limit=limit)) <= limit
