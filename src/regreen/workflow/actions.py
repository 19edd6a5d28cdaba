"""Action files and what `uses:` refers to."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from regreen.model.text import Source
from regreen.workflow.definitions import Action
from regreen.workflow.load import load_root, load_steps
from regreen.workflow.nodes import lookup
from regreen.workflow.read import inputs, outputs, text


class UsesKind(StrEnum):
    """Where an action or reusable workflow comes from."""

    REPOSITORY = "repository"
    LOCAL = "local"
    SELF = "self"  # `$/`: the repository of the workflow file itself, which needs no checkout
    DOCKER = "docker"
    INVALID = "invalid"


class Uses(Struct, frozen=True):
    """A `uses:` taken apart.

    `name` is `owner/repo`, `path` what follows it (or the local path, or the image of `docker://`), `ref`
    what follows the `@`.
    """

    kind: UsesKind
    name: str = ""
    path: str = ""
    ref: str = ""

    @property
    def is_workflow(self) -> bool:
        """Whether it names a reusable workflow rather than an action."""
        return self.path.removeprefix("./").startswith(".github/workflows/") and bool(_YAML.search(self.path))


_YAML = re.compile(r"\.ya?ml\Z")
_REPOSITORY = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)((?:/[^/@]+)*)/?@([^@]+)")


@lru_cache(maxsize=2048)
def parse_uses(uses: str) -> Uses:
    """What a `uses:` refers to; expressions in it make it invalid, as on GitHub."""
    uses = uses.strip()
    if uses.startswith("docker://"):
        image = uses.removeprefix("docker://")
        return Uses(UsesKind.DOCKER if image else UsesKind.INVALID, path=image)
    if uses.startswith(("./", "../", ".\\")) or uses in (".", ".."):
        return Uses(UsesKind.LOCAL, path=uses.replace("\\", "/"))
    if uses.startswith("$/"):
        return Uses(UsesKind.SELF, path=uses.removeprefix("$/"))
    if found := _REPOSITORY.fullmatch(uses):
        return Uses(UsesKind.REPOSITORY, found[1], found[2].lstrip("/"), found[3])
    return Uses(UsesKind.INVALID, path=uses)


def load_action(source: Source) -> Action:
    """The typed view of an `action.yml`; problems as in `load_workflow`."""
    root, problems = load_root(source)
    runs = lookup(root, "runs")
    return Action(
        root,
        source=source,
        name=text(root, "name"),
        description=text(root, "description"),
        inputs=inputs(root, "inputs"),
        outputs=outputs(root, "outputs"),
        using=text(runs, "using"),
        steps=load_steps(lookup(runs, "steps")),
        main=text(runs, "main"),
        pre=text(runs, "pre"),
        post=text(runs, "post"),
        image=text(runs, "image"),
        problems=problems,
    )
