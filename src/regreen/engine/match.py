"""Rules called on facts: what each of them finds, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from regreen.engine.facts import Facts
from regreen.logs.signals import Place, Signals
from regreen.model.run import Line, Part
from regreen.rule import Match, Rule, Said

EVIDENCE = 5  # lines of evidence a match of plain lines keeps


class Found(Struct, frozen=True):
    """A rule's match, the step it was found in (None: in the repository alone) and whether both witnesses agree."""

    rule: Rule
    match: Match
    place: Place | None = None
    agreed: bool = False

    @property
    def identity(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The same for the same cause."""
        return self.rule.id, self.rule.identity(self.match.data)


def literals(rules: Iterable[Rule]) -> list[str]:
    """All literals that the rules' `Said` witnesses need."""
    wanted: dict[str, None] = {}
    for rule in rules:
        if isinstance(rule.log, tuple):
            for said in rule.log:
                wanted.update(dict.fromkeys(said.literals))
    return list(wanted)


def match_log(rules: Iterable[Rule], signals: Signals, facts: Facts) -> Iterator[Found]:
    """What the log bears witness of."""
    for rule in rules:
        matches = (
            _said(rule, rule.log, signals) if isinstance(rule.log, tuple) else _called(rule, rule.log, facts)
        )
        for match in matches:
            if match.lines:
                yield Found(rule, match, signals.place(match.lines[0]), agreed=bool(match.places))


def match_repository(rules: Iterable[Rule], facts: Facts) -> Iterator[Found]:
    """What the repository bears witness of."""
    for rule in rules:
        if rule.find is not None:
            for match in _called(rule, rule.find, facts):
                yield Found(rule, match)


def join(log: Iterable[Found], repository: Iterable[Found]) -> Iterator[Found]:
    """Findings of the log, with the repository's evidence where it agrees; then the repository's own."""
    known = {found.identity: found for found in repository}
    agreed: set[object] = set()
    for found in log:
        other = known.get(found.identity)
        if other is not None:
            agreed.add(found.identity)
            data = {**other.match.data, **found.match.data}
            both = Match(
                lines=found.match.lines,
                places=other.match.places,
                data=data,
                claims=found.match.claims,
                count=found.match.count,
                category=found.match.category,
                title=found.match.title or other.match.title,
            )
            yield Found(found.rule, both, found.place, agreed=True)
        elif found.agreed or not found.rule.confirmed:
            yield found
    yield from (found for identity, found in known.items() if identity not in agreed)


def _called(rule: Rule, function: Callable[..., Iterable[Match]], facts: Facts) -> Iterable[Match]:
    matches: Iterable[Match] = facts.call(function, f"rule '{rule.id}'")
    return matches


def _said(rule: Rule, witnesses: tuple[Said, ...], signals: Signals) -> Iterator[Match]:
    """Lines that say the same thing in the same step are one match."""
    groups: dict[tuple[object, ...], list[tuple[Line, dict[str, str]]]] = {}
    taken: set[tuple[str, int]] = set()  # a line that two patterns fit says one thing: the first one's
    for said in witnesses:
        for line in signals.said(said.literals):
            hit = said.compiled.search(line.text) if _speaks(line) else None
            if hit and (line.file, line.number) not in taken:
                taken.add((line.file, line.number))
                data = {name: value for name, value in hit.groupdict().items() if value is not None}
                key = (signals.place(line).key, rule.identity(data))
                groups.setdefault(key, []).append((line, data))
    for members in groups.values():
        lines = tuple(sorted({line for line, _ in members}, key=lambda line: line.number))
        shown = lines if len(lines) <= EVIDENCE else (*lines[: EVIDENCE - 1], lines[-1])
        yield Match(lines=shown, data=members[0][1], claims=lines)


def _speaks(line: Line) -> bool:
    """Whether a line may be evidence: output, or an error the runner prints outside of it (`Error: ` is what its web
    page makes of `##[error]`).
    """
    error = line.text.startswith(("##[error]", "Error: "))
    return line.part is Part.OUTPUT or (error and line.part is not Part.HEADER)
