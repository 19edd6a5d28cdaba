"""The migrations or models want an extension of PostgreSQL that the image of the service does not have.

## Why
The official `postgres` image brings the extensions of PostgreSQL's own distribution (`uuid-ossp`, `pg_trgm`, `citext`,
`hstore`, ...) and no others: `vector`, `postgis` and `timescaledb` have images of their own. The database of the
laptop has them.

## Fix
Use the image that has the extension: `pgvector/pgvector:pg16`, `postgis/postgis:16-3.4`,
`timescale/timescaledb:latest-pg16`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Service, Workflow

_CREATE = re.compile(
    r"create\s+extension\s+(?:if\s+not\s+exists\s+)?[\"'\\]{0,2}(?P<name>vector|postgis|timescaledb|pg_cron|age|pgroonga)\b",
    re.IGNORECASE,
)
_IMAGES = {
    "vector": "pgvector/pgvector:pg{}",
    "postgis": "postgis/postgis:{}-3.4",
    "timescaledb": "timescale/timescaledb:latest-pg{}",
}
_OFFICIAL = re.compile(r"(?:docker\.io/)?(?:library/)?postgres(?::(?P<tag>[\w.-]+))?$")


def absent(workflows: tuple[Workflow, ...], tree: Tree) -> Matches:
    """One match for each service."""
    from regreen.project.place import at

    for workflow, job, service in _services(workflows):
        for name, place in _wanted(tree):
            node = service.at("image") or service.node
            image = _image(service, name)
            yield Match(
                places=(at(workflow.source, node.span.start), place),
                data={
                    "extension": name,
                    "service": service.id,
                    "path": workflow.path,
                    "job": job.id,
                    "image": image,
                },
            )


def _services(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Workflow, Job, Service]]:
    for workflow in workflows:
        for job in workflow.jobs:
            scripts = "\n".join(step.run or "" for step in job.steps)
            for service in job.services:
                if _OFFICIAL.match(service.image) and "apt" not in scripts.split():
                    yield workflow, job, service


def _wanted(tree: Tree) -> Iterator[tuple[str, FileEvidence]]:
    """The first place that makes each extension, of those that no image of PostgreSQL itself has."""
    from regreen.project.modules import is_set_aside
    from regreen.project.place import at

    seen: set[str] = set()
    for path in tree.paths:
        if not path.endswith((".py", ".sql")) or is_set_aside(path):
            continue
        source = tree.source(path)
        match = (
            _CREATE.search(source.text) if source is not None and "xtension" in source.text.lower() else None
        )
        if source is not None and match is not None and match["name"].lower() not in seen:
            seen.add(match["name"].lower())
            yield match["name"].lower(), at(source, match.start())


def _image(service: Service, extension: str) -> str:
    found = _OFFICIAL.match(service.image)
    version = re.match(r"\d+", (found["tag"] or "") if found else "")
    return _IMAGES[extension].format(version[0]) if version and extension in _IMAGES else ""


def with_it(match: Match, workflows: tuple[Workflow, ...]) -> list[Edit]:
    """The image that has the extension, of the same release."""
    from regreen.patch.yaml import replace_scalar

    for workflow, job, service in _services(workflows):
        node = service.at("image")
        mine = (workflow.path, job.id, service.id) == tuple(
            match.data[key] for key in ("path", "job", "service")
        )
        if mine and node is not None and match.data["image"]:
            try:
                return replace_scalar(workflow.source, node.span, match.data["image"])
            except PatchError:
                return []
    return []


RULE = Rule(
    id="database-extension-missing",
    category=Category.SERVICE_CONNECTION,
    title="The image of the service {service} does not have the extension {extension}",
    find=absent,
    key=("path", "job", "service", "extension"),
    severity=Severity.WARNING,
    explains=("test-failed", "table-missing"),
    fixers=(Fixer("Use an image that has {extension}", Safety.UNSAFE, with_it),),
)
