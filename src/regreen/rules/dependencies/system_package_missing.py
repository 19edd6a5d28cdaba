"""The operating system's package manager does not have a package.

## Why
The lists were not fetched (`apt-get update`), the package has another name on this release (`libasound2`
became `libasound2t64` with Ubuntu 24.04), was dropped, or its repository is not configured. `ubuntu-latest`
moves to a new release every two years.

## Fix
Run `apt-get update` before, use the name of this release, or pin the image (`runs-on: ubuntu-22.04`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.model.text import Edit
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.words import Word

    Wish = tuple[PlacedStep, Word, str]


def renamed(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each package that no longer has its name in the Ubuntu release of the job."""
    from regreen.project.place import at
    from regreen.workflow.schema.image_packages import PACKAGES

    groups: dict[tuple[str, str], list[Wish]] = {}
    for placed, word, release in _wishes(steps, today):
        groups.setdefault((word.text, release), []).append((placed, word, release))
    for (name, release), members in groups.items():
        successor = PACKAGES[name][1]
        instead = f"; it is {successor} now" if successor else ""
        yield Match(
            places=tuple(
                at(placed.source, placed.span(word.start, word.end).start) for placed, word, _ in members
            ),
            data={"subject": name, "successor": successor},
            count=len(members),
            title=f"Ubuntu {release} has no package {name}{instead}",
        )


def _wishes(steps: tuple[PlacedStep, ...], today: date) -> Iterator[Wish]:
    from regreen.workflow.schema.image_packages import PACKAGES, release_of
    from regreen.workflow.scripts import labels

    for placed in steps:
        if placed.job is None or placed.job.container is not None or "apt" not in (placed.step.run or ""):
            continue
        releases = {release_of(label, today) for label in labels(placed.job)}
        for word in _installed(placed):
            since = PACKAGES[word.text][0]
            late = sorted(release for release in releases if release and release >= since)
            if late:
                yield placed, word, late[0]


def _installed(placed: PlacedStep) -> Iterator[Word]:
    from regreen.project.paths.programs import program
    from regreen.workflow.schema.image_packages import PACKAGES

    foreign = any(
        word in (placed.step.run or "") for word in ("add-apt-repository", "sources.list", "dpkg -i")
    )
    for command in placed.commands if not foreign else ():
        run = program(command)
        words = {word.text for word in run.arguments} if run is not None else set()
        if (
            run is not None
            and run.name in ("apt-get", "apt")
            and command.after != "||"
            and "install" in words
        ):
            yield from (word for word in run.arguments if word.plain and word.text in PACKAGES)


def present_name(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The package's present name."""
    for placed, word, _ in _wishes(steps, today) if match.data.get("successor") else ():
        span = placed.span(word.start, word.end)
        if word.text == match.data["subject"] and placed.source.text[span.start : span.end] == word.text:
            yield Edit(span, word.text, match.data["successor"])


RULE = Rule(
    id="system-package-missing",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The system has no package {subject}",
    log=refused("system-package-missing", "signing-key-missing", tolerated=True),
    find=renamed,
    key=("subject",),
    explains=(*NOT_INSTALLED, "system-packages-conflict"),
    fixers=(
        Fixer("Install {successor}", Safety.SAFE, present_name),
        Fixer(
            "Fetch the lists first and look for the present name",
            Safety.ADVICE,
            commands=("sudo apt-get update", "apt-cache search NAME"),
        ),
    ),
)
