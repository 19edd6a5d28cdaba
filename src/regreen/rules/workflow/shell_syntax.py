"""The script of a step is no valid shell.

## Why
A quote or a heredoc is not closed, the script uses another shell's syntax, or an expression put something
unexpected into it.

## Fix
Run `bash -n` on the script. Put values into `env:` instead of expanding expressions in the script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from regreen.model.text import Source, Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said, Severity

if TYPE_CHECKING:
    from regreen.workflow.nodes import Scalar
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


def ended(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The end of a heredoc where the shell looks for it."""
    from regreen.workflow.shell.mend import heredoc_ended

    return _mended(match, steps, heredoc_ended)


def closed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The end of a block at the end of the script."""
    from regreen.workflow.shell.mend import block_closed

    return _mended(match, steps, block_closed)


def _mended(
    match: Match, steps: tuple[PlacedStep, ...], mend: Callable[[str], list[tuple[int, int, str]]]
) -> list[Edit]:
    """Changes of a script that stands line by line in the file, as edits."""
    from regreen.workflow.nodes import Scalar, Style

    for placed in _steps_of(match, steps):
        node, script = placed.step.at("run"), placed.step.run or ""
        if isinstance(node, Scalar) and node.style is Style.LITERAL:
            changes = mend(script)
            edits = [_edit(placed.source, node, script, change) for change in changes]
            return [edit for edit in edits if edit is not None] if None not in edits else []
    return []


def _steps_of(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[PlacedStep]:
    for placed in steps:
        title = placed.step.title == match.data.get("step") and placed.source.path == match.data.get("path")
        if title and any(found.places == match.places for found in unreadable((placed,))):
            yield placed


def _edit(source: Source, node: Scalar, script: str, change: tuple[int, int, str]) -> Edit | None:
    """A change of one line of a literal block; None where the file does not have the line as the script does."""
    from regreen.patch.encoding import newline

    start, end, new = change
    row = script.count("\n", 0, start)
    first = script.rfind("\n", 0, start) + 1
    lines = source.text[node.span.start : node.span.end].split("\n")
    block = source.text[node.span.start :].partition("\n")[0]
    if row + 1 >= len(lines) or any(char.isdigit() for char in block):
        return None
    written = lines[row + 1].rstrip("\r")
    line = script[first:].partition("\n")[0]
    if not written.endswith(line) or written[: len(written) - len(line)].strip():
        return None
    lead = written[: len(written) - len(line)]
    offset = node.span.start + sum(len(each) + 1 for each in lines[: row + 1]) + len(lead)
    span = Span(source.path, offset + start - first, offset + end - first)
    return Edit(span, script[start:end], new.replace("\n", newline(source.text) + lead))


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
    fixers=(
        Fixer("Put the end of the heredoc where the shell looks for it", Safety.SAFE, ended),
        Fixer("End the block that is left open at the end of the script", Safety.UNSAFE, closed),
    ),
)
