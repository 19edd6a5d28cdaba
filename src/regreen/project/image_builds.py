"""The image builds that jobs start: `docker build`, docker/build-push-action, `docker compose`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.place import at
from regreen.project.tree import Tree
from regreen.workflow.actions import UsesKind, parse_uses
from regreen.workflow.expr.template import OPEN
from regreen.workflow.scripts import PlacedStep
from regreen.workflow.shell.commands import Command

_VALUED = frozenset(
    str.split(
        """
        -t --tag -f --file --build-arg --target --platform --label --network --progress --secret --ssh --cache-from
        --cache-to --output -o --iidfile --add-host --builder --build-context --shm-size --ulimit --metadata-file
        --memory -m --cpuset-cpus --provenance --sbom --attest --allow --annotation
        """
    )
)
_COMPOSE = frozenset({"up", "build", "run", "config", "create", "pull", "start", "convert"})


class Build(Struct, frozen=True):
    """A build of `dockerfile` in the folder `context`, or a call of compose with `files` (empty: the usual one).

    Compose works on `services` (empty: all) and `builds` their images.

    `earlier` are the scripts of the job before it; `sure`: nothing else could have brought files into the workspace.
    """

    placed: PlacedStep
    place: FileEvidence
    context: str
    dockerfile: str
    files: tuple[str, ...] = ()
    compose: bool = False
    services: tuple[str, ...] = ()
    builds: bool = True
    earlier: str = ""
    sure: bool = True


def builds(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Build]:
    """The builds of all jobs whose files lie in the tree."""
    earlier: dict[tuple[str, str], tuple[list[str], bool, bool]] = {}
    for placed in steps:
        if placed.job is None:
            continue
        key = (placed.source.path, placed.job.id)
        texts, sure, here = earlier.get(key, ([], True, False))
        uses = parse_uses(placed.step.uses) if placed.step.uses else None
        if uses is not None and uses.name.lower() == "actions/checkout":
            whole = not placed.step.with_.get("repository") and not placed.step.with_.get("path")
            here, sure = here or whole, sure and whole
        elif uses is not None and not uses.name.lower().startswith(
            ("docker/", "actions/setup", "astral-sh/")
        ):
            sure = False
        if here and placed.step.continue_on_error in (None, False):
            yield from _of_step(placed, tree, "\n".join(texts), sure)
        texts.append(placed.step.run or "")
        earlier[key] = (texts, sure, here)


def _of_step(placed: PlacedStep, tree: Tree, before: str, sure: bool) -> Iterator[Build]:
    uses = parse_uses(placed.step.uses) if placed.step.uses else None
    if (
        uses is not None
        and uses.kind is UsesKind.REPOSITORY
        and uses.name.lower() == "docker/build-push-action"
    ):
        context, file = placed.step.with_.get("context", ""), placed.step.with_.get("file", "")
        if not context or OPEN in context + file or "://" in context:
            return  # without a context the action takes the repository from its remote
        folder = _joined("", context)
        node = placed.step.at("with", "file") or placed.step.at("with", "context")
        if folder is not None and node is not None:
            dockerfile = _joined("", file) if file else f"{folder}/Dockerfile".lstrip("/")
            place = at(placed.source, node.span.start)
            yield Build(placed, place, folder, dockerfile or "Dockerfile", earlier=before, sure=sure)
        return
    folder = _joined("", placed.working_directory) if OPEN not in placed.working_directory else None
    script = placed.step.run or ""
    for command in placed.commands:
        if command.name == "cd" and command.arguments:
            folder = _joined(folder, command.arguments[0].text) if folder is not None else None
        if folder is None or command.tested or command.after == "||":
            continue
        earlier = before + "\n" + script[: command.start]
        found = _of_command(placed, command, folder, earlier, sure)
        if found is not None:
            yield found


def _of_command(placed: PlacedStep, command: Command, folder: str, earlier: str, sure: bool) -> Build | None:
    words = [word.text for word in command.words]
    place = at(placed.source, placed.span(command.start, command.end).start)
    if words[:1] == ["docker-compose"] or words[:2] == ["docker", "compose"]:
        return _compose(
            placed, place, words[1 if words[0] == "docker-compose" else 2 :], folder, earlier, sure
        )
    if words[:2] not in (["docker", "build"], ["docker", "buildx"]) or "$" in "".join(words[-1:]):
        return None
    rest = words[2:] if words[1] == "build" else words[3:]
    if words[1] == "buildx" and words[2:3] != ["build"]:
        return None
    file, operands, index = "", list[str](), 0
    while index < len(rest):
        name, equals, value = rest[index].partition("=")
        if name in _VALUED:
            value = value if equals else "".join(rest[index + 1 : index + 2])
            file = value if name in ("-f", "--file") else file
            index += 0 if equals else 1
        elif not name.startswith("-"):
            operands.append(rest[index])
        index += 1
    if len(operands) != 1 or "$" in file or "://" in operands[0]:
        return None
    context = _joined(folder, operands[0])
    if context is None:
        return None
    dockerfile = _joined(folder, file) if file else f"{context}/Dockerfile".lstrip("/")
    return Build(placed, place, context, dockerfile or "", earlier=earlier, sure=sure) if dockerfile else None


def _compose(
    placed: PlacedStep, place: FileEvidence, words: list[str], folder: str, earlier: str, sure: bool
) -> Build | None:
    files, verbs, index = list[str](), list[str](), 0
    while index < len(words):
        word = words[index]
        if word in ("-f", "--file") and not verbs and index + 1 < len(words):
            files.append(words[index + 1])
            index += 1
        elif word in ("-p", "--project-name", "--profile", "--env-file", "--project-directory") and not verbs:
            if word in ("--project-directory", "--env-file"):
                return None
            index += 1
        elif not word.startswith("-"):
            verbs.append(word)
        index += 1
    if not verbs or verbs[0] not in _COMPOSE or "$" in "".join(files):
        return None
    paths = tuple(path for file in files if (path := _joined(folder, file)) is not None)
    named = tuple(verbs[1:2] if verbs[0] == "run" else verbs[1:])
    making = verbs[0] in ("up", "build", "run", "create") and "--no-build" not in words
    return Build(placed, place, folder, "", paths, True, named, making, earlier, sure)


def _joined(folder: str, path: str) -> str | None:
    """A path relative to the root of the tree; None when it leaves it."""
    plain = path.replace("${{ github.workspace }}", "").replace("$GITHUB_WORKSPACE", "")
    if plain != path:
        folder, plain = "", plain.lstrip("/") or "."
    if plain.startswith("/") or "$" in plain or OPEN in plain:
        return None
    found = posixpath.normpath(posixpath.join(folder, plain))
    return None if found.startswith("..") else "" if found == "." else found
