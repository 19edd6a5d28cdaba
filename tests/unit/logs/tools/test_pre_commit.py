from __future__ import annotations

from regreen.logs.read import read
from regreen.logs.signal import Verdict
from regreen.model.finding import Category
from support.said import said

HOOKS = """\
trim trailing whitespace.................................................␛[41mFailed␛[m
␛[2m- hook id: trailing-whitespace␛[m
␛[2m- exit code: 1␛[m
␛[2m- files were modified by this hook␛[m

Fixing README.md

check yaml...............................................................Failed
- hook id: check-yaml
- exit code: 1

mapping values are not allowed in this context
  in "config.yml", line 3, column 9

check toml...........................................(no files to check)Skipped
deptry...................................................................Failed
- hook id: deptry
- exit code: 1

Executable `deptry` not found

black....................................................................Passed
"""


def test_hooks_that_failed() -> None:
    assert said(HOOKS) == [
        ("pre-commit", 1, 0, False),
        ("pre-commit", 8, 0, False),
        ("pre-commit", 20, "hook-program-missing", "deptry"),
    ]


def test_what_a_hook_guards_and_where_its_output_stands() -> None:
    verdicts = [s for s in read("log", HOOKS.replace("␛", "\x1b").encode()).signals if isinstance(s, Verdict)]
    assert [(v.subject, v.category) for v in verdicts] == [
        ("trailing-whitespace", Category.FORMAT),
        ("check-yaml", Category.LINT),
    ]
    assert [line.number for line in verdicts[1].also] == [9, 10, 12, 13, 13]


def test_configuration_that_is_not_valid() -> None:
    log = """\
An error has occurred: InvalidConfigError:
==> File .pre-commit-config.yaml
==> At Config()
==> At key: repos
=====> Missing required key: rev
Check the log at /home/runner/.cache/pre-commit/pre-commit.log
"""
    assert said(log) == [("pre-commit", 5, "hook-config", "Missing required key: rev")]


def test_a_hook_that_is_gone() -> None:
    log = "[ERROR] `isort` is not present in repository https://example.org/mirrors/isort.  Typo?\n"
    assert said(log) == [("pre-commit", 1, "hook-config", "isort")]


def test_a_hook_that_cannot_be_installed() -> None:
    log = """\
An unexpected error has occurred: CalledProcessError: command: ('/cache/py_env/bin/python', '-mpip', 'install', '.')
return code: 1
stdout:
    Processing /cache/repo
stderr:
      error: subprocess-exited-with-error
      RuntimeError: The Poetry configuration is invalid
Check the log at /home/runner/.cache/pre-commit/pre-commit.log
"""
    found = [signal for signal in said(log) if signal[0] == "pre-commit"]
    assert found == [("pre-commit", 7, "hook-install", "RuntimeError: The Poetry configuration is invalid")]


def test_dots_without_details_are_no_hook() -> None:
    assert said("Uploading coverage.......Failed\nnothing more\n") == []


def test_another_program_that_says_the_same() -> None:
    assert said("An error has occurred: Timeout: the upstream did not answer\nValueError: x\n") == []
