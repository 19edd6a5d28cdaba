"""An artifact is uploaded by one generation of the action and downloaded by another.

## Why
Versions 1 to 3 and versions from 4 on keep artifacts in different places: what `upload-artifact@v3` uploads
`download-artifact@v4` does not find, and the other way round.

## Fix
Raise both to the same generation, in one change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety
from regreen.rules._artifacts import DOWNLOAD, UPLOAD, Transfer, downloads, uploads

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep


def mismatches(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each download all of whose uploads are of the other generation."""
    for download, others in _pairs(steps):
        first = others[0].use
        title = f"{download.use.shown} does not find what {first.shown} uploads as {download.name}"
        places = (download.use.place, *(upload.use.place for upload in others))
        data = {"name": download.name, "path": download.use.placed.file.path}
        yield Match(places=places, data=data, title=title)


def _pairs(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[Transfer, list[Transfer]]]:
    known = [upload for upload in uploads(steps) if upload.use.version]
    for download in downloads(steps):
        same = [
            upload
            for upload in known
            if upload.use.placed.file is download.use.placed.file and upload.matches(download.name)
        ]
        if same and download.use.version and all(upload.new != download.new for upload in same):
            yield download, same


def aligned(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The older side at the version of the newer one."""
    from regreen.workflow.schema.action_versions import WITHDRAWN

    for download, others in _pairs(steps):
        if download.use.place == match.places[0]:
            old = others if download.new else [download]
            action = UPLOAD if download.new else DOWNLOAD
            for transfer in old:
                yield from transfer.use.raised(WITHDRAWN[action][-1].successor)


RULE = Rule(
    id="artifact-generation-mismatch",
    category=Category.DEPRECATED_ACTION,
    title="The artifact {name} is uploaded and downloaded by generations that do not see each other",
    find=mismatches,
    key=("path", "name"),
    explains=("artifact-not-found",),
    fixers=(Fixer("Raise the older side", Safety.SAFE, aligned),),
)
