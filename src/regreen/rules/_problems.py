"""Problems that a file is validated for, as matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.text import Source
from regreen.rule import Match

if TYPE_CHECKING:
    from regreen.workflow.problems import Problem


def problem_match(source: Source, problem: Problem) -> Match:
    """The problem with its places; the path and its words identify it."""
    from regreen.project.place import at

    places = (at(source, problem.span.start), *(at(source, span.start) for span in problem.related))
    return Match(
        places=places,
        data={"path": source.path, "reason": problem.message},
        severity=problem.severity,
        title=problem.message[:1].upper() + problem.message[1:],
    )
