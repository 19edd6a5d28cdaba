from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.run import Outcome, Run
from regreen.report.blocks import Bullets, Code, Paragraph, Pre, Strong, Words
from regreen.report.document import render
from regreen.report.rule_page import blocks_of
from support import diagnoses, golden

PAGES = {
    "gitignored-module": "A package is ignored.\n\n## Why\nA pattern of `.gitignore` is too wide.\n\n"
    "## Fix\n- anchor it\n- `git add` the files\n"
}


def test_red() -> None:
    golden.check("analysis-red.md", render("markdown", diagnoses.red(), pages=PAGES))


def test_red_as_html() -> None:
    golden.check("analysis-red.html", render("html", diagnoses.red(), pages=PAGES))


@pytest.mark.parametrize("name", ["green", "unexplained"])
def test_without_causes(name: str) -> None:
    golden.check(f"analysis-{name}.md", render("markdown", getattr(diagnoses, name)()))


@pytest.mark.parametrize("name", ["red", "hostile", "long_words", "unexplained", "green"])
def test_every_link_leads_somewhere(name: str) -> None:
    text = render("markdown", getattr(diagnoses, name)(), pages=PAGES)
    anchors = re.findall(r'<a id="([\w-]+)"></a>', text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    links = [
        str(child.attrs["href"])
        for token in tokens
        for child in token.children or []
        if child.type == "link_open"
    ]
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors)
    assert all(link.startswith(("#", "https://github.com/acme/shop/")) for link in links)


def test_every_cause_is_in_the_plan_and_links_to_its_evidence() -> None:
    text = render("markdown", diagnoses.red())
    summary, plan = text.split("## Root causes")[0], text.split("## Fix plan")[1]
    for number, evidence in ((1, "evidence-1-3"), (2, "evidence-2-1"), (3, "evidence-3-1")):
        assert f"(#cause-{number})" in plan
        assert f"(#{evidence})" in summary


def test_phases_come_by_what_they_risk() -> None:
    text = render("markdown", diagnoses.red())
    headings = re.findall(r"^### (Phase .*)$", text, re.M)
    assert headings == [
        "Phase 1: safe patches",
        "Phase 2: patches that change behaviour",
        "Phase 3: decisions for a person",
    ]


def test_a_cause_without_a_fix_is_for_a_person() -> None:
    cause = Cause(diagnoses.finding("Odd"))
    text = render("markdown", Diagnosis(Run(), Outcome.FAILURE, (cause,)))
    assert "**No fix is known** for [cause 1](#cause-1): Odd" in text


def test_an_unknown_format() -> None:
    with pytest.raises(KeyError):
        render("morse", diagnoses.red())


def test_the_page_of_a_rule() -> None:
    page = "First\nline.\n\n## Why\nBecause `a*b` **must** hold.\n\n1. one\n   more\n2. two\n\n```sh\nls # -l\n```\n"
    assert list(blocks_of(page)) == [
        Paragraph((Words("First line."),)),
        Paragraph((Strong("Why"),)),
        Paragraph((Words("Because "), Code("a*b"), Words(" "), Strong("must"), Words(" hold."))),
        Bullets(((Words("one more"),), (Words("two"),)), "1."),
        Pre("ls # -l"),
    ]


def test_the_page_of_every_rule_is_understood() -> None:
    from regreen.rules import all_rules

    for rule in all_rules():
        text = render("markdown", diagnoses.red(), pages={"test-failed": rule.doc})
        assert "What test-failed means" in text
