"""The script of a step is no valid shell.

## Why
A quote or a heredoc is not closed, the script uses another shell's syntax, or an expression put something
unexpected into it.

## Fix
Run `bash -n` on the script. Put values into `env:` instead of expanding expressions in the script.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="shell-syntax",
    category=Category.WORKFLOW_CONFIG,
    title="The shell cannot read the script of the step",
    log=(
        Said(r"syntax error near unexpected token", "syntax error near"),
        Said(r"syntax error: unexpected", "syntax error: unexpected"),
        Said(r"unexpected EOF while looking for matching", "unexpected EOF while"),
        Said(r'[Ss]yntax error: (?:Unterminated|end of file|"?\(?"? unexpected)', "yntax error: "),
        Said(r"here-document at line \d+ delimited by end-of-file", "delimited by end-of-file"),
        Said(r"conditional binary operator expected", "binary operator expected"),
        Said(r"line \d+: .{0,80}: bad substitution", "bad substitution"),
        Said(r"line \d+: \S{1,80}: unbound variable", "unbound variable"),
        Said(r"^ParserError: ", "ParserError: "),
    ),
)
