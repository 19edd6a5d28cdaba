"""A container image is named in a way that no registry takes.

## Why
The name of an image is lower case; a tag may not be empty. `${{ github.repository }}` keeps the upper case of its owner,
so an address made of it is refused for such an owner.

## Fix
Write the name in lower case. For `github.repository`, lower it in a step (`${GITHUB_REPOSITORY,,}`) or let
docker/metadata-action do it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source, Span
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.scripts import PlacedStep

_OWNER = re.compile(r"github\.com[/:](?P<name>[\w.-]{1,60}/[\w.-]{1,100}?)(?:\.git|/|\b)")
_RAW = re.compile(
    r"\$\{\{ *github\.(?:repository|repository_owner) *\}\}|\$\{?GITHUB_REPOSITORY(?:_OWNER)?\}?(?!,)"
)
_EXPRESSION = re.compile(r"\$\{\{ *github\.repository(_owner)? *\}\}")
_HELD = re.compile(r"\$\{\{ *env\.(\w+) *\}\}|\$\{?([A-Z]\w*)\}?(?!,)")
_NAME = re.compile(r"""(?m)^[ \t]*["']?name["']?[ \t]*[=:][ \t]*["']?([A-Za-z][\w.-]{1,80})""")
_HEADING = re.compile(r"(?m)\A# ([\w.-]{2,80})$")
_FILES = 40  # documents that are read
_SURE = 2  # as good as being named twice
_BADGES = ("README.md", "README.rst", "pyproject.toml", "package.json", "setup.py", "setup.cfg")


def misnamed(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each name."""
    for source, node, text in _images(workflows):
        name = text.partition("@")[0]
        last = name.rpartition("/")[2]
        bare = name[: len(name) - len(last)] + last.partition(":")[0]
        if "${{" not in text and (bare != bare.lower() or text.endswith(":")):
            place = _place(source, node.span)
            title = f"The image name {text} is refused: it must be lower case, and a tag not empty"
            yield Match(places=(place,), data={"image": text, "path": source.path}, title=title)
    for name, owner in _mixed_case(tree):
        yield from (_with_name(match, name) for match in _raw(steps, owner))


def _images(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Source, Scalar, str]]:
    from regreen.workflow.nodes import Scalar

    for workflow in workflows:
        for job in workflow.jobs:
            holders = [job.at("container"), job.at("container", "image")]
            holders += [node for service in job.services for node in (service.node, service.at("image"))]
            for node in holders:
                if isinstance(node, Scalar) and node.string:
                    yield workflow.source, node, node.string


def _with_name(match: Match, name: str) -> Match:
    return replace(match, data={**match.data, "name": name})


def _mixed_case(tree: Tree) -> Iterator[tuple[str, tuple[FileEvidence, ...]]]:
    """The repository's own name, when that has capitals, and where it says so."""
    from regreen.project.place import at

    if found := _OWNER.search(tree.origin):
        if found["name"] != found["name"].lower():
            yield found["name"], ()
        return
    own = _own_names(tree)
    votes: dict[str, FileEvidence] = {}
    counts: dict[str, int] = {}
    for path in _speaking(tree):
        source = tree.source(path)
        for found in _OWNER.finditer(source.text) if source else ():
            name = found["name"]
            weight = _SURE if name.partition("/")[2].casefold() in own else 1 if path in _BADGES else 0
            counts[name] = counts.get(name, 0) + weight
            if source is not None:
                votes.setdefault(name, at(source, found.start()))
    best = max(counts, key=lambda name: counts[name], default="")
    if best and best != best.lower() and counts[best] > 1:
        yield best, (votes[best],)


def _speaking(tree: Tree) -> list[str]:
    """The files that name the repository's address."""
    documents = [path for path in tree.paths if path.endswith(".md") and path.count("/") < 2]
    return [*(path for path in _BADGES if path in tree), *documents[:_FILES]]


def _own_names(tree: Tree) -> set[str]:
    """What the project calls itself."""
    found: set[str] = set()
    for path in ("pyproject.toml", "package.json", "setup.cfg", "setup.py", "README.md"):
        text = (tree.text(path) or "") if path in tree else ""
        named = _NAME.search(text) or _HEADING.search(text)
        if named is not None:
            found.add(named[1].casefold())
    return found


def _raw(steps: tuple[PlacedStep, ...], owner: tuple[FileEvidence, ...]) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.rules._scripts import command_place
    from regreen.workflow.nodes import Scalar

    for placed in steps:
        node = placed.step.at("with", "tags")
        if "docker/build-push-action@" in placed.step.uses and isinstance(node, Scalar):
            given = _variable(placed, node.text)
            if _RAW.search(node.text):
                yield _match((at(placed.source, node.span.start), *owner), node.text.strip())
            elif given is not None:
                yield _match((given, at(placed.source, node.span.start), *owner), node.text.strip())
        for command in placed.commands:
            words = [word.text for word in command.words]
            built = words[:1] == ["docker"] and {"build", "push", "tag", "pull"} & set(words[:3])
            named = [word for word in words if built and "/" in word]
            raw = next((word for word in named if _RAW.search(word)), "")
            if raw:
                yield _match((command_place(placed, command), *owner), raw)
                continue
            held = [(word, place) for word in named if (place := _variable(placed, word)) is not None]
            if held:
                yield _match((held[0][1], command_place(placed, command), *owner), held[0][0])


def _variable(placed: PlacedStep, text: str) -> FileEvidence | None:
    """Where a variable in a name of an image gets the repository's own name, if one does."""
    from regreen.project.place import at

    for name in _HELD.findall(text):
        variable = next(filter(None, name))
        for holder in (placed.step, placed.job, placed.file):
            node = holder.at("env", variable) if holder is not None else None
            if node is not None:
                if _RAW.search(placed.source.text[node.span.start : node.span.end]):
                    return at(placed.source, node.span.start)
                break
    return None


def _match(places: tuple[FileEvidence, ...], text: str) -> Match:
    shown = text.splitlines()[0]
    title = f"The image name {shown} is refused: the repository's own name has capitals"
    data = {"image": shown, "path": places[0].path}
    return Match(places=places, data=data, title=title, severity=Severity.WARNING)


def _place(source: Source, span: Span) -> FileEvidence:
    from regreen.project.place import at

    return at(source, span.start)


def lowered(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The name in lower case."""
    for source, node, text in _images(workflows):
        written = source.text[node.span.start : node.span.end]
        mine = text == match.data["image"] and _place(source, node.span) == match.places[0]
        if mine and "${{" not in text and not text.endswith(":") and text in written:
            yield Edit(node.span, written, written.replace(text, _lower(text)))


def spelled(match: Match, tree: Tree) -> Iterable[Edit]:
    """The repository's own name as a text in lower case, where an expression stands for it."""
    from regreen.model.text import Span

    name, place = match.data.get("name", "").lower(), match.places[0]
    source = tree.source(place.path) if name else None
    if source is None:
        return
    start = source.offset(place.line)
    end = source.text.find("\n", start)
    for found in _EXPRESSION.finditer(source.text, start, end if end >= 0 else len(source.text)):
        new = name.partition("/")[0] if found[1] else name
        yield Edit(Span(place.path, found.start(), found.end()), found[0], new)


def _lower(text: str) -> str:
    """The name in lower case, its tag as it is."""
    name, slash, last = text.rpartition("/")
    image, colon, tag = last.partition(":")
    return f"{name}{slash}{image}".lower() + colon + tag


RULE = Rule(
    id="image-name-invalid",
    category=Category.WORKFLOW_CONFIG,
    title="The image name {image} is refused",
    find=misnamed,
    key=("image",),
    fixers=(
        Fixer("Write the name in lower case", Safety.SAFE, lowered),
        Fixer("Write {name} in lower case", Safety.UNSAFE, spelled),
    ),
)
