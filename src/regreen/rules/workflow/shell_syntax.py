"""The script of a step is no valid shell.

## Why
A quote or a heredoc is not closed, the script uses another shell's syntax, or an expression put something
unexpected into it.

## Fix
Run `bash -n` on the script. Put values into `env:` instead of expanding expressions in the script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Match, Matches, Rule, Said, Severity

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.syntax import SyntaxFault


def unreadable(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each script that bash cannot read."""
    from regreen.workflow.shell.syntax import syntax_faults

    scripts = [placed for placed in steps if placed.step.run and placed.commands]
    faults = syntax_faults([placed.step.run or "" for placed in scripts])
    for placed, fault in zip(scripts, faults, strict=True):
        if fault is not None:
            yield _match(placed, fault)


def _match(placed: PlacedStep, fault: SyntaxFault) -> Match:
    from regreen.project.place import on_line

    lines = (placed.step.run or "").split("\n")
    number = min(fault.line, len(lines))
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    start = sum(len(line) + 1 for line in lines[: number - 1])
    begin = start + len(lines[number - 1]) - len(lines[number - 1].lstrip())
    line, column = placed.source.position(placed.span(begin, begin + 1).start)
    return Match(
        places=(on_line(placed.source, line, column),),
        data={"path": placed.source.path, "step": placed.step.title, "message": fault.message},
        severity=Severity.ERROR if fault.fatal else Severity.WARNING,
        title=f"bash stumbles over the script of the step '{placed.step.title}': {fault.message}",
    )


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
    find=unreadable,
)
