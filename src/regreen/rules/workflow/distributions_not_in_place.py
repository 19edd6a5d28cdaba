"""A job publishes from a folder that its download did not fill.

## Why
`actions/download-artifact` with a `name:` puts the files of the artifact straight into the workspace, or into `path:`;
the folder they were uploaded from is not part of the artifact. A publisher that looks into `dist/` finds nothing there.

## Fix
`path: dist/` on the download.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._artifacts import Transfer, downloads, uploads
from regreen.rules._scripts import command_place
from regreen.rules._uses import uses

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep

_PUBLISHER = "pypa/gh-action-pypi-publish"
_FOLDER = re.compile(r"(?:\./)?([\w.-]+)/(?:\*[\w.*{},]*)?")
_QUIET = re.compile(
    r"actions/(?:setup-\w+|download-artifact|checkout|attest[\w-]*)|astral-sh/setup-uv|pypa/gh-action-pypi-publish"
    r"|sigstore/[\w-]+|softprops/action-gh-release"
)


class Wanted(Struct, frozen=True):
    """A folder that a step publishes from; `download` is the step that fetched the files before."""

    placed: PlacedStep
    folder: str
    place: FileEvidence
    download: Transfer


def misplaced(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each download."""
    for wanted in _all(steps, tree):
        soft = wanted.placed.step.if_ or wanted.placed.step.continue_on_error not in (None, False)
        yield Match(
            places=(wanted.download.use.place, wanted.place),
            data={"path": wanted.placed.source.path, "folder": wanted.folder, "name": wanted.download.name},
            severity=Severity.WARNING if soft else Severity.ERROR,
        )


def _all(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Wanted]:
    fetched = {id(item.use.placed.step): item for item in downloads(steps)}
    roots = {upload.name for upload in uploads(steps) if _has_one_root(upload)}
    seen: set[int] = set()
    for placed in steps:
        job = placed.job
        if job is None or id(job) in seen:
            continue
        before = [step for step in job.steps if step.index < placed.step.index]
        mine = [fetched[id(step)] for step in before if id(step) in fetched]
        if len(mine) != 1 or mine[0].name not in roots or not all(map(_is_quiet, before)):
            continue
        where = mine[0].use.placed.step.with_.get("path", "").strip("./ ")
        for folder, place in _published(placed):
            if not where and not tree.is_dir(folder):
                seen.add(id(job))
                yield Wanted(placed, folder, place, mine[0])
                break


def _has_one_root(upload: Transfer) -> bool:
    """Whether what is uploaded is the content of one folder, which the artifact does not keep."""
    paths = upload.use.placed.step.with_.get("path", "").split("\n")
    paths = [path.strip() for path in paths if path.strip() and not path.strip().startswith("!")]
    return len(paths) == 1 and _FOLDER.fullmatch(f"{paths[0].rstrip('/')}/".replace("*/", "*")) is not None


def _is_quiet(step: object) -> bool:
    """Whether a step surely makes no folder that matters."""
    uses_, run = getattr(step, "uses", ""), getattr(step, "run", None)
    if uses_:
        return _QUIET.fullmatch(uses_.partition("@")[0]) is not None
    return all(
        word not in (run or "")
        for word in ("mkdir", "mv ", "cp ", "build", "tar ", "unzip", "make", ".sh", "-o ")
    )


def _published(placed: PlacedStep) -> Iterator[tuple[str, FileEvidence]]:
    for use in uses([placed], _PUBLISHER):
        given = placed.step.with_
        folder = given.get("packages-dir") or given.get("packages_dir") or "dist"
        yield folder.strip("./"), use.place
    for command in placed.commands:
        texts = [word.text for word in command.words]
        if texts[:3] in (["gh", "release", "upload"], ["gh", "release", "create"]) or "twine" in texts[:3]:
            for text in texts[2:]:
                if found := _FOLDER.fullmatch(text):
                    yield found[1], command_place(placed, command)
                    break


def into_place(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The folder that is published from as the path of the download."""
    from regreen.patch.yaml import insert_key

    for wanted in _all(steps, tree):
        placed = wanted.download.use.placed
        if wanted.download.use.place in match.places and "path" not in placed.step.with_:
            try:
                path = (*placed.path, "with")
                return insert_key(placed.source, path, "path", f"{wanted.folder}/", after="name")
            except PatchError:
                return []
    return []


RULE = Rule(
    id="distributions-not-in-place",
    category=Category.WORKFLOW_CONFIG,
    title="{folder}/ is published, but the artifact {name} is not downloaded into it",
    find=misplaced,
    key=("path", "folder", "name"),
    fixers=(
        Fixer("Download into {folder}/", Safety.SAFE, into_place),
        Fixer("Say where the files are that are to be published", Safety.ADVICE),
    ),
)
