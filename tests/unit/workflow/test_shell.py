from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.workflow.shell.commands import Command, commands
from regreen.workflow.shell.words import tokens


def names(script: str) -> list[str]:
    return [" ".join(word.text for word in command.words) for command in commands(script)]


def only(script: str) -> Command:
    (command,) = commands(script)
    return command


def test_words_quotes_and_continuations() -> None:
    command = only("run  'a b' \"c d\" e\\ f \\\n  --last # gone")
    assert [word.text for word in command.words] == ["run", "a b", "c d", "e f", "--last"]
    assert all(word.plain for word in command.words)


@pytest.mark.parametrize(
    "word", ["$X", '"$X"', "${X:-a b}", "$(ls)", "`ls`", "*.py", "{a,b}", "${{ a && 'b c' }}", "~/x"]
)
def test_what_is_expanded_is_not_plain(word: str) -> None:
    command = only(f"run {word} end")
    assert [item.plain for item in command.words] == [True, False, True]


def test_spans_are_those_of_the_script() -> None:
    script = "a; 'b c' > d"
    second = commands(script)[1]
    assert script[second.start : second.end] == "'b c' > d"
    assert script[second.words[0].start : second.words[0].end] == "'b c'"


def test_operators_around_commands() -> None:
    found = [(c.before, c.words[0].text, c.after) for c in commands("a | b || c && d; e &\nf")]
    assert found == [
        ("", "a", "|"),
        ("|", "b", "||"),
        ("||", "c", "&&"),
        ("&&", "d", ";"),
        (";", "e", "&"),
        ("&", "f", ""),
    ]


def test_conditions_are_tested_and_branches_are_not() -> None:
    found = commands("if a; then b; elif c; then d; else e; fi; ! f; while g; do h; done; i")
    assert [c.words[0].text for c in found if c.tested] == ["a", "c", "f", "g"]
    assert [c.words[0].text for c in found if c.depth == 0] == ["f", "i"]


def test_loops_cases_and_functions_are_no_commands() -> None:
    script = "for x in a b; do run $x; done\ncase $y in a|b) one;; *) two ;; esac\nf() { inner; }\nlast"
    assert names(script) == ["run $x", "one", "two", "inner", "last"]


def test_here_documents_are_no_commands() -> None:
    assert names("cat <<'EOF' > f\nif x\nEOF\nnext\ncat <<-END\n\tbody\n\tEND\nlast") == [
        "cat",
        "next",
        "cat",
        "last",
    ]


def test_double_brackets_hold_operators() -> None:
    assert names("[[ $a == b && -n $c ]] && run") == ["[[ $a == b -n $c ]]", "run"]


def test_redirections_and_assignments() -> None:
    command = only("A=1 B=2 run x 2>&1 >> out.txt")
    assert [word.text for word in command.assignments] == ["A=1", "B=2"]
    assert [(r.descriptor, r.operator, r.target and r.target.text) for r in command.redirections] == [
        ("2", ">&", "1"),
        ("", ">>", "out.txt"),
    ]


def test_a_script_of_several_lines_in_quotes_is_one_word() -> None:
    assert names('python -c "\nimport x; y()\n" && z') == ["python -c \nimport x; y()\n", "z"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab ;|&()<>$'\"`\\{}[]#!\n=-*${{}}", max_size=60))
def test_any_text_is_read_to_its_end(script: str) -> None:
    last = 0
    for token in tokens(script):
        assert last <= token.start <= token.end <= len(script)
        last = token.start
    commands(script)


def test_an_array_is_one_assignment_and_no_commands() -> None:
    (assigned, called) = commands('cmd=(npm run "$1")\n"${cmd[@]}"')
    assert [word.text for word in assigned.assignments] == ['cmd=(npm run "$1")']
    assert not assigned.words
    assert called.words[0].text == "${cmd[@]}"
