from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from regreen.model.diagnosis import Diagnosis
from regreen.report.safe import (
    address,
    cleaned,
    code,
    command_data,
    command_property,
    fenced,
    html,
    inert,
    markdown,
    markdown_html,
    visible,
    visible_block,
)
from support.diagnoses import HOSTILE, SECRET, hostile

TEXTS = st.text(max_size=60) | st.text(
    alphabet="\x1b[]m;\x07\u202e\u200b`*_<>@#1a \t\r\n|$&~!().:/-=+\\", max_size=60
)
FEW = settings(max_examples=150, deadline=None)
BLANK = "\u200b"


def texts_of(value: object) -> list[str]:
    """Every string inside a value of the model."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    names = getattr(value, "__slots__", ())
    return [text for name in names for text in texts_of(getattr(value, name))]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\", "text"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1bPdevice\x1b\\text", "text"),
        ("\x1bctext", "text"),
        ("a\x07b\x00c", "a␇b␀c"),
        ("a\x7fb", "a␡b"),
        ("exe.\u202egnp", "exe.<U+202E>gnp"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("one\r\ntwo\rthree\nfour", "one two three four"),
        ("a\tb", "a\tb"),
        ("👩‍🔬 漢字", "👩‍🔬 漢字"),
    ],
)
def test_what_is_shown_of_hidden_characters(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@FEW
@given(TEXTS)
def test_nothing_hidden_is_left(text: str) -> None:
    for shown in (visible(text), *visible_block(text).split("\n")):
        assert all(c == "\t" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in shown)
        assert not any(
            unicodedata.bidirectional(c) in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI") for c in shown
        )


def test_a_patch_loses_no_character() -> None:
    assert visible_block("+a\x1b[0m\u202eb\r\n c\n") == "+a␛[0m<U+202E>b\n c\n"


def test_every_text_of_a_diagnosis_is_cleaned() -> None:
    found: Diagnosis = cleaned(hostile())
    texts = texts_of(found)
    assert len(texts) > 40
    for text in texts:
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert SECRET not in text


def test_the_password_of_a_test_service_stays_in_the_quote_of_a_file() -> None:
    from regreen.model.diagnosis import Cause
    from regreen.model.finding import FileEvidence
    from regreen.model.run import Outcome, Run
    from support.diagnoses import finding

    line = "POSTGRES_PASSWORD: correct-horse"
    cause = Cause(finding(line, (FileEvidence("ci.yml", 3, 1, line),)))
    found = cleaned(Diagnosis(Run(), Outcome.FAILURE, (cause,))).causes[0].finding
    assert texts_of(found.evidence) == ["ci.yml", line]
    assert "correct-horse" not in found.title


class Reader(HTMLParser):
    """The text of a page, and every tag in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@FEW
@given(TEXTS)
def test_html_reads_as_the_text(text: str) -> None:
    reader = Reader()
    reader.feed(f'<p title="{html(text)}">{html(text)}</p>')
    reader.close()
    assert reader.tags == ["p"]
    assert reader.text == text


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


@FEW
@given(TEXTS)
def test_markdown_reads_as_the_text(text: str) -> None:
    shown = visible(text)
    reader = Reader()
    reader.feed(rendered(markdown(shown)))
    reader.close()
    assert set(reader.tags) <= {"p"}
    assert " ".join(reader.text.replace(BLANK, "").split()) == " ".join(shown.replace(BLANK, "").split())


@pytest.mark.parametrize(
    "text", ["1. one", "12) two", "- item", "+ item", "# head", "> quote", "===", "---", ")"]
)
def test_markdown_starts_no_block(text: str) -> None:
    assert rendered(markdown(text)).replace(BLANK, "").replace("&gt;", ">") == f"<p>{text}</p>\n"


@pytest.mark.parametrize(
    "text", ["@octocat", "see #12", "GH-7", "https://evil.example", "www.evil.example", "mailto:a@b.example"]
)
def test_github_finds_nothing_to_link(text: str) -> None:
    for escaped in (markdown(text), markdown_html(text)):
        assert text not in escaped.replace("\\", "")
        assert text == escaped.replace("\\", "").replace(BLANK, "")


@FEW
@given(TEXTS)
def test_code_spans_and_fences_hold_their_text(text: str) -> None:
    shown = visible(text)
    if shown.strip():
        reader = Reader()
        reader.feed(rendered(code(shown)))
        reader.close()
        assert reader.tags == ["p", "code"]
        assert reader.text.strip() == shown.strip()
    block = visible_block(text)
    tokens = MarkdownIt("commonmark").parse(fenced(block))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.rstrip("\n") == block.rstrip("\n")


@pytest.mark.parametrize("target", ["#cause-1", "https://host.example/a/b?c=d#e", "http://localhost:8080/x"])
def test_addresses_that_may_be_linked(target: str) -> None:
    assert address(target) == target


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "https://a b", 'https://a/"><script>', "#a b", "", "//evil.example", HOSTILE],
)
def test_addresses_that_may_not(target: str) -> None:
    assert address(target) == ""


def test_in_a_job_nothing_that_is_quoted_is_a_command() -> None:
    text = "7 | a ##[set-output name=x]y\n  ::stop-commands::z\n::error::e\na::b\n"
    assert inert(text) == "7 | a ## [set-output name=x]y\n  : :stop-commands::z\n: :error::e\na::b\n"
    value = {"text": "##[error]x ###[y]"}
    found = inert(json.dumps(value), json=True)
    assert "##[" not in found
    assert json.loads(found) == value


def test_workflow_commands_are_escaped_as_the_runner_reads_them() -> None:
    assert command_data("100%\r\nnext: a,b") == "100%25%0D%0Anext: a,b"
    assert command_property("a:b,c%") == "a%3Ab%2Cc%25"
