"""What the rules about `uses:` share: every use of a published action, with its version and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.text import Edit, Source, Span
from regreen.rule import FileEvidence, Severity

if TYPE_CHECKING:
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.schema.action_versions import Version
    from regreen.workflow.scripts import PlacedStep


class Use(Struct, frozen=True):
    """A step that uses a published action; `action` is `owner/repo` with the path inside of it."""

    placed: PlacedStep
    action: str
    ref: str
    version: Version
    place: FileEvidence

    @property
    def source(self) -> Source:
        """The file."""
        return self.placed.source

    @property
    def shown(self) -> str:
        """The action with the version it means."""
        pinned = len(self.ref) == 40 and self.version
        return f"{self.action}@{'v' + '.'.join(map(str, self.version)) if pinned else self.ref}"

    def there(self, successor: str, today: date) -> str:
        """The newest major version up to `successor` that there is on a day, as far as the tags are known; empty where
        it is none beyond the one that is used.
        """
        from regreen.workflow.schema.action_tags import tags_of

        tags = tags_of("/".join(self.action.split("/")[:2]))
        number = int(successor[1:]) if successor[1:].isdigit() else 0
        own = self.version[0] if self.version else 0
        while number > own and tags is not None and (day := tags.first((number,))) and day > today:
            number -= 1
        return "" if 0 < number <= own else f"v{number}" if number else successor

    def raised(self, successor: str) -> list[Edit]:
        """The edit that names another version; of a pinned hash, its comment goes with it."""
        from regreen.patch.encoding import newline
        from regreen.workflow.nodes import Scalar

        node = self.placed.step.at("uses")
        if not isinstance(node, Scalar) or not successor:
            return []
        start = self.source.text.find("@" + self.ref, node.span.start, node.span.end) + 1
        if not start:
            return []
        end = start + len(self.ref)
        if len(self.ref) == 40:
            line_end = self.source.text.find("\n", end)
            line_end = len(self.source.text) if line_end < 0 else line_end
            line_end -= newline(self.source.text) == "\r\n" and self.source.text[line_end - 1] == "\r"
            rest = self.source.text[node.span.end : line_end]
            end = line_end if node.span.end == end and rest.lstrip().startswith("#") else end
        return [Edit(Span(self.source.path, start, end), self.source.text[start:end], successor)]


def uses(steps: Iterable[PlacedStep], *actions: str) -> Iterator[Use]:
    """Every use of these actions (of any, where none is named)."""
    from regreen.project.place import at
    from regreen.workflow.actions import UsesKind, parse_uses
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.schema.action_versions import version_of

    for placed in steps:
        found = parse_uses(placed.step.uses) if placed.step.uses else None
        if found is None or found.kind is not UsesKind.REPOSITORY:
            continue
        action = f"{found.name}/{found.path}".rstrip("/")
        node = placed.step.at("uses") if not actions or action.lower() in actions else None
        if isinstance(node, Scalar):
            place = at(placed.source, node.span.start)
            line = placed.source.line(place.line)
            yield Use(placed, action, found.ref, version_of(found.ref, line), place)


class Wanted(Struct, frozen=True):
    """A version of Python that a step asks for, where it is written."""

    use: Use
    node: Scalar

    @property
    def unquoted(self) -> bool:
        """Whether YAML has made a number of it that is another version: `3.10` is 3.1."""
        return not self.node.quoted and self.node.string != self.node.text and self.node.text.startswith("3.")


def wanted_pythons(steps: Iterable[PlacedStep], *others: str) -> Iterator[Wanted]:
    """Every version that setup-python (and `others`) is asked for, also by way of a matrix; steps that may fail are
    left out.
    """
    from regreen.workflow.expr.template import OPEN
    from regreen.workflow.matrix import values_of
    from regreen.workflow.nodes import Scalar

    for use in uses(steps, "actions/setup-python", *others):
        node, job = use.placed.step.at("with", "python-version"), use.placed.job
        if isinstance(node, Scalar) and use.placed.step.continue_on_error in (None, False):
            values = values_of(job, node.text) if job is not None and OPEN in node.text else [node]
            yield from (Wanted(use, value) for value in values if OPEN not in value.text)


def gone(day: date, announced: date | None, today: date) -> Severity | None:
    """How grave it is that something ended on a day: an error once it has, a warning before; nothing earlier
    than its announcement. What has ended since `today` (of an older commit) is a warning as well.
    """
    if day <= today:
        return Severity.ERROR
    if (announced or day) <= today or day <= date.today():
        return Severity.WARNING
    return None
