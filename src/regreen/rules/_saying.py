"""Rules that know a cause by the words of the exception it raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Line, Match, Matches, Pattern

SHOWN = 5  # lines of evidence


class Form(Struct, frozen=True, dict=True):
    """Words of an exception. Named groups of `pattern` become data; `data` are further names that follow from it.

    The pattern is searched in `module.Error: message` and, below it, the lines of the exception's text.
    """

    pattern: str
    data: Mapping[str, str] = field(default_factory=dict)
    category: Category | None = None
    title: str = ""

    @cached_property
    def compiled(self) -> Pattern:
        """The pattern, ready to search."""
        return Pattern(self.pattern)


Judge = Callable[[Statement, dict[str, str]], Mapping[str, str] | None]


def saying(*forms: str | Form, judge: Judge | None = None) -> Callable[[Statements], Matches]:
    """The `log` of a rule: one match for all statements of a step that say the same.

    `judge` may complete the captured data, or answer None: this statement is another cause's.
    """
    known = tuple(form if isinstance(form, Form) else Form(form) for form in forms)

    def log(statements: Statements) -> Matches:
        groups: dict[object, tuple[Form, dict[str, str], list[Statement]]] = {}
        for statement, form, data in _heard(statements.all, known):
            judged = judge(statement, data) if judge else data
            if judged is not None:
                key = (statement.place.key, form.category, form.title, tuple(sorted(judged.items())))
                groups.setdefault(key, (form, dict(judged), []))[2].append(statement)
        for form, data, members in groups.values():
            yield _match(form, data, members)

    return log


def _heard(
    statements: Iterable[Statement], forms: tuple[Form, ...]
) -> Iterator[tuple[Statement, Form, dict[str, str]]]:
    for statement in statements:
        for form in forms:
            found = form.compiled.search(statement.text)
            if found:
                named = {name: value for name, value in found.groupdict().items() if value is not None}
                yield statement, form, {**form.data, **named}
                break


def _match(form: Form, data: dict[str, str], members: list[Statement]) -> Match:
    claims = dict.fromkeys(line for member in members for line in member.lines)
    return Match(
        lines=evidence(members),
        claims=tuple(claims),
        count=len(members),
        data=data,
        category=form.category,
        title=_filled(form.title, data),
    )


def evidence(members: list[Statement]) -> tuple[Line, ...]:
    """The first statement's lines, then those of others that say the same."""
    first = members[0].lines
    own = first if len(members) == 1 else first[:3]
    return tuple(dict.fromkeys((*own, *(member.signal.line for member in members[1:]))))[:SHOWN]


def _filled(title: str, data: Mapping[str, str]) -> str:
    for name, value in data.items():
        title = title.replace("{" + name + "}", value)
    return title
