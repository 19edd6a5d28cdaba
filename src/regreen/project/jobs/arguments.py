"""The words of a command as options and operands, in the way that getopt and its heirs read them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Arguments(Struct, frozen=True):
    """`options` in their order, each with its value (empty for a flag); `operands` are the rest."""

    options: tuple[tuple[str, str], ...] = ()
    operands: tuple[str, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether one of the options is given."""
        return any(name in names for name, _ in self.options)

    def values(self, *names: str) -> tuple[str, ...]:
        """The values of an option that may be given more than once; a list with commas is taken apart."""
        return tuple(
            part.strip()
            for name, value in self.options
            if name in names
            for part in value.split(",")
            if part.strip()
        )

    def raw(self, *names: str) -> tuple[str, ...]:
        """The same, as they are written."""
        return tuple(value for name, value in self.options if name in names)


def read_arguments(words: Iterable[str], valued: frozenset[str], *, stop: bool = False) -> Arguments:
    """Options that are in `valued` take the next word as their value. `stop`: the first operand ends the options,
    as where another command follows.
    """
    options: list[tuple[str, str]] = []
    operands: list[str] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        if word == "--":
            operands += pending
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
            if stop:
                operands += pending
                break
        elif word.startswith("--"):
            name, equals, value = word.partition("=")
            if not equals and name in valued and pending:
                value = pending.pop(0)
            options.append((name, value))
        else:
            options += _short(word, valued, pending)
    return Arguments(tuple(options), tuple(operands))


def _short(word: str, valued: frozenset[str], pending: list[str]) -> Iterable[tuple[str, str]]:
    """`-rfile`, `-r file`, `-vU`: the first letter that takes a value takes the rest."""
    for index, letter in enumerate(word[1:], 1):
        name = f"-{letter}"
        if name in valued:
            rest = word[index + 1 :].removeprefix("=")
            yield name, rest or (pending.pop(0) if pending else "")
            return
        yield name, ""
