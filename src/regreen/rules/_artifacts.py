"""What the rules about artifacts share: who uploads what, under which names, and who wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.text import Edit
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

UPLOAD, DOWNLOAD = "actions/upload-artifact", "actions/download-artifact"
GENERATION = 4
"""Since this version an artifact cannot be added to, and older ones cannot see it."""
SUFFIX = "-${{ strategy.job-index }}"
_VARIES = re.compile(r"\b(?:matrix|strategy|runner|steps|env|job)\b")
_LEG = re.compile(r"\b(?:matrix|strategy|runner)\b")


class Transfer(Struct, frozen=True):
    """A step that uploads or downloads; `name` is the artifact's, empty where it asks for all."""

    use: Use
    name: str

    @property
    def job(self) -> Job | None:
        """The job; None in a composite action."""
        return self.use.placed.job

    @property
    def new(self) -> bool:
        """Whether it is of the generation that the service still takes."""
        return not self.use.version or self.use.version[0] >= GENERATION

    @property
    def constant(self) -> bool:
        """Whether the name is known before the run."""
        from regreen.workflow.expr.template import OPEN

        return OPEN not in self.name

    @property
    def tolerant(self) -> bool:
        """Whether the workflow goes on when the step fails."""
        step, job = self.use.placed.step, self.job
        return step.continue_on_error not in (None, False) or (
            job is not None and job.continue_on_error not in (None, False)
        )

    def matches(self, name: str) -> bool:
        """Whether this upload may have this name; an expression may be anything."""
        parts = [re.escape(part) for part in re.split(r"\$\{\{[^}]*\}\}", self.name)]
        return re.fullmatch(".*".join(parts), name, re.DOTALL) is not None


def uploads(steps: Iterable[PlacedStep]) -> Iterator[Transfer]:
    """The steps that upload an artifact."""
    for use in uses(steps, UPLOAD):
        yield Transfer(use, use.placed.step.with_.get("name", "artifact") or "artifact")


def downloads(steps: Iterable[PlacedStep]) -> Iterator[Transfer]:
    """The steps that download one artifact by its name, from their own run."""
    for use in uses(steps, DOWNLOAD):
        given = use.placed.step.with_
        elsewhere = given.keys() & {"pattern", "artifact-ids", "run-id", "repository", "github-token"}
        if given.get("name") and not elsewhere:
            yield Transfer(use, given["name"])


def colliding(upload: Transfer) -> bool:
    """Whether two legs of the job's matrix surely upload under the same name."""
    from regreen.workflow.expr import ExpressionError, interpolate
    from regreen.workflow.matrix import expand

    job, step = upload.job, upload.use.placed.step
    conditions = f"{step.if_ or ''} {job.if_ or ''}" if job else ""
    if job is None or _LEG.search(conditions) or step.with_.get("overwrite") == "true":
        return False
    if job.strategy is None or job.strategy.matrix is None or upload.tolerant:
        return False
    legs = expand(job).legs
    if upload.constant or not _VARIES.search(upload.name):
        return len(legs) > 1
    names = []
    for index, leg in enumerate(legs):
        try:
            strategy = {"job-index": index, "job-total": len(legs)}
            names.append(interpolate(upload.name, {"matrix": leg.values, "strategy": strategy}))
        except ExpressionError:
            return False
    return len(set(names)) < len(names)


def only_on_failure(upload: Transfer) -> bool:
    """Whether it uploads only where something went wrong before."""
    condition = upload.use.placed.step.if_ or ""
    return "failure()" in condition or "cancelled()" in condition


def told_apart(upload: Transfer, steps: Iterable[PlacedStep]) -> list[Edit]:
    """The edits that give each leg a name of its own, and let the downloads of the workflow take them all."""
    placed = upload.use.placed
    try:
        edits = _renamed(upload)
        for download in downloads(steps):
            if download.use.placed.file is placed.file and download.name == upload.name:
                edits += _by_pattern(download)
    except PatchError:
        return []
    return edits


def _renamed(upload: Transfer) -> list[Edit]:
    from regreen.patch.yaml import insert_key, replace_scalar
    from regreen.workflow.nodes import Scalar

    placed = upload.use.placed
    node = placed.step.at("with", "name")
    if isinstance(node, Scalar):
        return replace_scalar(placed.source, node.span, upload.name + SUFFIX)
    if placed.step.at("with") is None:
        return insert_key(placed.source, placed.path, "with", {"name": upload.name + SUFFIX})
    return insert_key(placed.source, (*placed.path, "with"), "name", upload.name + SUFFIX)


def _by_pattern(download: Transfer) -> list[Edit]:
    from regreen.patch.encoding import newline
    from regreen.patch.lines import insertion
    from regreen.patch.yaml import replace_scalar
    from regreen.workflow.nodes import Scalar

    placed = download.use.placed
    key, node = placed.step.key("with", "name"), placed.step.at("with", "name")
    if key is None or not isinstance(node, Scalar):
        return []
    source = placed.source
    line_start = source.text.rfind("\n", 0, key.span.start) + 1
    indent = source.text[line_start : key.span.start]
    if indent.strip():
        raise PatchError(f"{source.path}: the step's inputs do not stand on lines of their own")
    renamed = [Edit(key.span, "name", "pattern"), *replace_scalar(source, node.span, download.name + "-*")]
    merged = [insertion(source, line_start, f"{indent}merge-multiple: true{newline(source.text)}")]
    return renamed + (merged if "merge-multiple" not in placed.step.with_ else [])


def same_run(workflow: Workflow) -> bool:
    """Whether the workflow's own jobs are all that can have uploaded something to its run."""
    return workflow.event("workflow_call") is None and workflow.event("workflow_run") is None


_QUIET = re.compile(
    r"(?:actions/(?!upload-pages-artifact|attest)[\w-]+|astral-sh/setup-uv|codecov/codecov-action|docker/(?!build-push-action)[\w-]+"
    r"|pypa/gh-action-pypi-publish|softprops/action-gh-release|pnpm/action-setup|dtolnay/rust-toolchain|snok/install-poetry"
    r"|peter-evans/create-pull-request|aws-actions/configure-aws-credentials|google-github-actions/(?:auth|setup-gcloud))(?:/.*)?"
)


def only_known_uploads(workflow: Workflow, steps: Iterable[PlacedStep]) -> bool:
    """Whether no step of a workflow may upload an artifact in a way that is not seen here."""
    if any(job.uses for job in workflow.jobs) or not same_run(workflow):
        return False
    mine = [placed for placed in steps if placed.file is workflow and placed.step.uses]
    known = sum(1 for use in uses(mine) if _QUIET.fullmatch(use.action))
    return known == len(mine)
