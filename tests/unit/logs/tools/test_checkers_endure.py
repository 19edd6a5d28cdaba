from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs.gates import gates_of
from regreen.logs.read import read
from regreen.logs.signals import Signals

FRAGMENTS = (
    "src/a.py:1:2: E501 text",
    "src/a.py:",
    "  1:2 F401 [*] text",
    " --> src/a.py:1:2",
    "error[unknown-rule]: text",
    "ERROR text [bad-thing]",
    "Found 2 errors.",
    "Found 1 error in 1 file (checked 2 source files)",
    "✖ 3 problems (1 error, 2 warnings)",
    "a.ts",
    "  1:2  error  text  rule",
    "mypy.....Failed",
    "- hook id: mypy",
    "- exit code: 1",
    "- files were modified by this hook",
    "An unexpected error has occurred: CalledProcessError: command: ('x',)",
    "Check the log at pre-commit.log",
    "=====> Missing required key: rev",
    "************* Module a",
    "C:  1, 0: text (rule)",
    ">> Issue: [B101:x] text",
    "   Location: a.py:1:2",
    "# npm audit report",
    "3 vulnerabilities",
    "RuleID: x",
    "File: a.py",
    "In a.sh line 3:",
    "   ^-- SC2086 (info): text",
    "Warning, treated as error:",
    "Extension error:",
    "x.ts:1:2 lint/a/b ━━━━━",
    "  × text",
    "Checked 3 files in 5ms.",
    "ruff failed",
    "  Cause: Failed to parse a.toml",
    "WARNING -  Doc file 'a.md' text",
    "a.yml",
    "\x1b[31mAborted with 2 warnings in strict mode!\x1b[0m",
    "##[error]",
    "",
)
LINES = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=25)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_whatever_order_lines_come_in_evidence_is_of_the_log(lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8", "replace")
    reading = read("log", data)
    last = data.count(b"\n") + 1
    for gate in gates_of(Signals((reading,))).all:
        assert gate.count >= 1
        assert 1 <= len(gate.lines) <= 5
        assert all(1 <= line.number <= last for line in gate.claims)
