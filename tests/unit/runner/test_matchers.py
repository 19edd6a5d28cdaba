"""Problem matchers: their format, what they make of lines, and what a job makes of them."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from regreen.runner.matchers import Matcher, MatcherError, Matchers, Pattern, Problem, parse_matchers
from regreen.runner.matchers_known import NODE, PYTHON
from support.workflows import Place, log_of


def known(*matchers: Matcher) -> Matchers:
    found = Matchers()
    for matcher in matchers:
        found.add(matcher)
    return found


def problems(matchers: Matchers, text: str) -> list[Problem]:
    return [found for line in text.split("\n") if (found := matchers.problem(line)) is not None]


def file_of(*patterns: dict[str, object], **more: object) -> str:
    return json.dumps({"problemMatcher": [{"owner": "own", "pattern": list(patterns), **more}]})


LINE = {"regexp": r"^(\S+):(\d+):(\d+): (\w+) (E\d+) (.+)$", "file": 1, "line": 2, "column": 3, "severity": 4,
        "code": 5, "message": 6}  # fmt: skip


def test_one_line() -> None:
    (matcher,) = parse_matchers(file_of(LINE))
    (found,) = problems(
        known(matcher), "nothing\na.py:3:14: WARNING E501 too long\nb.py:1:1: info E1 no level of ours"
    )
    assert found == Problem("own", "warning", "too long", "a.py", "", 3, 14, "E501")


def test_colours_are_no_part_of_a_line() -> None:
    (matcher,) = parse_matchers(file_of(LINE))
    assert problems(known(matcher), "\x1b[1ma.py\x1b[0m:3:14: error E1 \x1b[31mno\x1b[0m")[0].message == "no"


def test_several_lines_that_loop() -> None:
    text = (
        "src/a.ts\n  1:2  error  'x' is not defined  no-undef\n  4:1  warning  Too many  max-len\n\n"
        "  9:9  error  orphan  x\nsrc/b.ts\n  5:5  error  Again  rule/b\n"
    )
    found = problems(known(*NODE), text)
    assert [(one.path, one.line, one.level, one.message, one.code) for one in found] == [
        ("src/a.ts", 1, "error", "'x' is not defined", "no-undef"),
        ("src/a.ts", 4, "warning", "Too many", "max-len"),
        ("src/b.ts", 5, "error", "Again", "rule/b"),
    ]


def test_what_setup_actions_bring_along() -> None:
    text = "  File \"a/b.py\", line 7, in f\n    raise ValueError('bad price')\nsrc/x.ts(3,5): error TS2345: Not so.\n"
    text += "/w/x.js: line 4, col 2, Error - Missing semicolon. (semi)"
    found = problems(known(*PYTHON, *NODE), text)
    assert [(one.owner, one.path, one.line, one.message) for one in found] == [
        ("python", "a/b.py", 7, "bad price"),
        ("tsc", "src/x.ts", 3, "Not so."),
        ("eslint-compact", "/w/x.js", 4, "Missing semicolon."),
    ]


def test_lines_between_break_a_problem() -> None:
    text = "  File \"a.py\", line 7, in f\nsomething else\n    raise ValueError('bad')"
    assert problems(known(*PYTHON), text) == []


def test_the_newest_of_an_owner_counts_and_can_be_removed() -> None:
    found = known(*parse_matchers(file_of({"regexp": "^old (.*)", "message": 1})))
    found.add(parse_matchers(file_of({"regexp": "^new (.*)", "message": 1}, owner="OWN"))[0])
    assert [one.message for one in problems(found, "old a\nnew b")] == ["b"]
    found.remove("Own")
    assert problems(found, "new b") == []


def test_defaults_of_a_matcher() -> None:
    (matcher,) = parse_matchers(
        file_of({"regexp": "^(?<what>x.*)", "message": 1}, severity="notice", fromPath="p/q")
    )
    assert problems(known(matcher), "xy") == [Problem("own", "notice", "xy", base="p/q")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "no list 'problemMatcher'"),
        ('{"problemMatcher": [{}]}', "no owner"),
        ('{"problemMatcher": [{"owner": "x"}]}', "has no patterns"),
        (file_of({"regexp": "("}), "not valid"),
        (file_of({"regexp": "x"}), "no pattern of 'own' has a message"),
        (file_of({"regexp": "(x)", "message": 2}), "no group of its regexp"),
        (file_of({"regexp": "(x)", "message": 1, "loop": True}), "may loop"),
        (file_of({"regexp": "(x+x+)+y", "message": 1}), "may never end"),
        (file_of({"regexp": "^((a|b*)*)$", "message": 1}), "may never end"),
    ],
)
def test_what_is_no_matcher(text: str, reason: str) -> None:
    with pytest.raises(MatcherError, match=reason):
        parse_matchers(text)


def test_a_slow_matcher_is_dropped() -> None:
    slow = Matcher("slow", (Pattern(re.compile(r"(.*),(.*),(.*),(.*),(.*);"), {"message": 1}),))
    found = known(slow)
    began = time.monotonic()
    assert found.problem("," * 200) is None
    assert time.monotonic() - began < 10
    assert not found.known
    assert found.problem("," * 3000) is None


MATCHERS = file_of(LINE, fromPath="src/base.cfg")


def test_a_job_collects_annotations(tmp_path: Path) -> None:
    files = {"match.json": MATCHERS, "src/a.py": "", "b.py": ""}
    ran = Place(tmp_path).steps(
        """
        - uses: actions/checkout@v4
        - run: |
            echo '::add-matcher::match.json'
            echo 'a.py:3:14: error E1 from a matcher'
            echo 'gone.py:3:14: error E2 no such file'
            echo '::warning file=b.py,line=4,col=2,title=Hm::from a command %25'
          name: Lint
        - run: |
            echo '::remove-matcher owner=own::'
            echo 'a.py:3:14: error E3 not any more'
        - run: echo '::add-matcher::nowhere.json'
        """,
        files=files,
    )
    (job,) = ran.execution.jobs
    found = [
        (a.level, a.message, a.path, a.line, a.column, a.code, a.title, a.step, a.owner)
        for a in job.annotations
    ]
    assert found == [
        ("error", "from a matcher", "src/a.py", 3, 14, "E1", "", "Lint", "own"),
        ("error", "no such file", "", 3, 14, "E2", "", "Lint", "own"),
        ("warning", "from a command %", "b.py", 4, 2, "", "Hm", "Lint", ""),
    ]
    log = log_of(ran)
    assert "##[error]a.py:3:14: error E1 from a matcher" in log
    assert "##[error]a.py:3:14: error E3" not in log
    assert "##[error]nowhere.json: No such file or directory" in log
    assert [step.outcome.value for step in job.steps] == ["success"] * 3 + ["failure"]


def test_names_of_variables_are_kept_and_no_values(tmp_path: Path) -> None:
    ran = Place(tmp_path).steps("""
        - run: echo "MODE=quiet" >> "$GITHUB_ENV"; echo /opt/x >> "$GITHUB_PATH"
          env:
            LEVEL: high
        - run: echo "$MODE"
    """)
    first, second = ran.execution.jobs[0].steps
    assert (first.seen, first.sets) == (("LEVEL",), ("MODE", "PATH"))
    assert (second.seen, second.sets) == (("MODE",), ())
