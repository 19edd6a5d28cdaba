"""A generated file in the repository is not what its generator writes now.

## Why
The source of a generated file (a schema, a lock, a client, a table in the documentation) was changed and the file was
not generated again, or was generated with another version of the generator.

## Fix
Run the generator that the message names and commit its result.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import Gates
from regreen.rule import Category, Fixer, Line, Match, Pattern, Rule, Safety, Signals, Tail, Tier

_STALE = Pattern(
    r"\b(?:(?:is|are|was|were) (?:out[ -]of[ -](?:date|sync)|not up[ -]to[ -]date|outdated|stale)"
    r"|(?:has|have) drifted|needs? to be regenerated|(?:differs?|is different) from the (?:committed|generated))\b",
)
_REMEDY = Pattern(
    r"\b(?:[Rr]un|regenerate|Regenerate|re-run|commit)\b[: ]+[`'\"]?(?P<command>[\w./-][^`'\"\n]{1,80})"
)
_DIFF = Pattern(r"\bgit (?:diff|status)\b[^\n|;&]*(?:--exit-code|--quiet|--porcelain|--name-only)")
_NOT = Pattern(
    r"(?i)\bpip\b|caniuse|browserslist|\bbranch\b|\bhint:|\bnpm notice\b|\bwarn|\bnode(?:js)?\.?\b|poetry\.lock|uv\.lock|lock ?file|package-lock|database|migration"
)


def stale(signals: Signals, gates: Gates, tails: tuple[Tail, ...]) -> Iterator[Match]:
    """Steps that ask git for a difference and show one, and steps that end by naming the generator to run."""
    known = {gate.place.key for gate in gates.all if gate.category is not Category.OTHER}
    seen = set()
    for gate in gates.of(Category.OTHER, tools=("git diff",)):
        if gate.place.key not in known and _DIFF.search(gate.place.step.script):
            seen.add(gate.place.key)
            yield Match(
                lines=tuple(c.line for c in gate.complaints[:5]),
                claims=gate.claims,
                count=len(gate.complaints),
                data={"path": gate.path, "command": "git diff"},
                title=f"The step itself changes {gate.path}, which is committed",
            )
    for tail in tails:
        if tail.place.key not in known | seen:
            yield from _said(tail)


def _said(tail: Tail) -> Iterator[Match]:
    lines = tail.lines[-30:]
    for i, line in enumerate(lines):
        if not _STALE.search(line.text) or _NOT.search(line.text):
            continue
        near = lines[i : i + 3]
        remedy = next((found for each in near if (found := _REMEDY.search(each.text))), None)
        if remedy:
            yield Match(
                lines=_evidence(line, near),
                data={"path": line.text.strip()[:120], "command": remedy["command"].strip()},
            )
            return


def _evidence(line: Line, near: tuple[Line, ...]) -> tuple[Line, ...]:
    named = [each for each in near if each is not line and _REMEDY.search(each.text)]
    return (line, *named)


RULE = Rule(
    id="generated-files-stale",
    category=Category.LINT,
    title="Generated files are stale: {path}",
    log=stale,
    key=("path",),
    tier=Tier.TOOL,
    fixers=(Fixer("Generate the files again and commit them", Safety.ADVICE, commands=("{command}",)),),
)
