from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import Fix, Safety
from regreen.model.run import Outcome
from regreen.report.formats import render
from support import diagnoses, golden

ALL = {
    "red": diagnoses.red(),
    "green": diagnoses.green(),
    "unexplained": diagnoses.unexplained(),
    "hostile": diagnoses.hostile(),
    "long": diagnoses.long_words(),
    "crowded": diagnoses.crowded(20, 300),
}


@pytest.mark.parametrize("width", [40, 80, 200])
def test_red(width: int) -> None:
    golden.check(f"terminal-red-{width}.txt", render("terminal", diagnoses.red(), width=width))


def test_red_in_full() -> None:
    golden.check("terminal-red-verbose.txt", render("terminal", diagnoses.red(), verbose=True))


def test_long_words() -> None:
    golden.check("terminal-long.txt", render("terminal", diagnoses.long_words(), width=60))


@pytest.mark.parametrize("name", ["green", "unexplained"])
def test_without_causes(name: str) -> None:
    golden.check(f"terminal-{name}.txt", render("terminal", ALL[name]))


def test_ascii_only() -> None:
    text = render("terminal", diagnoses.red(), ascii_only=True)
    assert text.isascii()
    golden.check("terminal-red-ascii.txt", text)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("width", [1, 30, 33, 40, 80, 200])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_runs_over(name: str, width: int, verbose: bool) -> None:
    if verbose and name == "crowded" and width < 80:
        return
    text = render("terminal", ALL[name], width=width, verbose=verbose)
    assert max(map(cell_len, text.splitlines())) <= max(width, 30)


@pytest.mark.parametrize("name", ALL)
def test_without_colour_no_control_character_is_written(name: str) -> None:
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", render("terminal", ALL[name], verbose=True)
    )


def test_colour_adds_nothing_but_colour() -> None:
    text = render("terminal", diagnoses.red(), colour=True)
    assert "\x1b[1;31mred: 1,371 failures" in text
    assert "\x1b[31m-lib/\x1b[0m" in text
    assert "\x1b[32m+/lib/\x1b[0m" in text
    without = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert [line.rstrip() for line in without.splitlines()] == render(
        "terminal", diagnoses.red()
    ).splitlines()


def test_with_colour_only_colours_are_written() -> None:
    rest = re.sub(r"\x1b\[[\d;]*m", "", render("terminal", ALL["hostile"], colour=True))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", rest)


def test_what_the_environment_says_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render("terminal", diagnoses.red(), colour=True)
    for name, value in {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "20", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert render("terminal", diagnoses.red(), colour=True) == before


def test_many_causes_are_named_and_not_all_shown() -> None:
    text = render("terminal", ALL["crowded"])
    assert "8 more causes: --verbose shows them in full" in text
    assert "20  Failure number 20" in text


def test_a_command_that_is_too_long_goes_on_as_a_shell_reads_it() -> None:
    fix = Fix("Do it", Safety.ADVICE, commands=("pip install 'a b' --index-url https://x.example",))
    cause = Cause(diagnoses.finding(fixes=(fix,)))
    text = render("terminal", Diagnosis(diagnoses.run(), Outcome.FAILURE, (cause,)), width=40)
    command = text[text.index("$ ") + 2 : text.index("\n\nnext")]
    assert re.sub(r" \\\n +", " ", command) == "pip install 'a b' --index-url https://x.example"


def test_an_unknown_format() -> None:
    with pytest.raises(KeyError):
        render("morse", diagnoses.red())
