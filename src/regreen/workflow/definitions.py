"""Workflows, jobs, steps and actions as typed values; each keeps the node it came from.

Texts are as GitHub passes them on (`3.10` reads `3.1`), expressions in them unevaluated. What is absent is
None or empty; the node tells the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict

from msgspec import Struct, field

from regreen.model.text import Source, Span
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.problems import Problem

Texts = Dict[str, str]
Flag = bool | str | None
"""A boolean, an expression's text, or None where it is absent."""
Amount = float | str | None
"""A number, an expression's text, or None where it is absent."""


class Part(Struct, frozen=True):
    """A part of a file and the node it was read from."""

    node: Node

    def at(self, *path: str | int) -> Node | None:
        """The node at a path below this part: `job.at("steps", 0, "run")`."""
        return lookup(self.node, *path)

    def key(self, *path: str | int) -> Scalar | None:
        """The key scalar at a path below this part; the path's last element must be a string."""
        parent = lookup(self.node, *path[:-1])
        if not isinstance(parent, Mapping) or not path or not isinstance(path[-1], str):
            return None
        found = parent.entry(path[-1])
        return found.key if found else None

    @property
    def span(self) -> Span:
        """The characters this part was read from."""
        return self.node.span


class Defaults(Part, frozen=True):
    """`defaults.run`."""

    shell: str = ""
    working_directory: str = ""


class Permissions(Part, frozen=True):
    """`permissions`: `every` is `read-all` or `write-all` where one word says it all."""

    every: str = ""
    scopes: Texts = field(default_factory=dict)


class Concurrency(Part, frozen=True):
    """`concurrency`."""

    group: str = ""
    cancel_in_progress: Flag = None


class Input(Part, frozen=True):
    """An input of a workflow or action; `default` is None where there is none."""

    name: str
    type: str = ""
    required: bool = False
    default: str | None = None
    options: tuple[str, ...] = ()
    description: str = ""


class Output(Part, frozen=True):
    """An output of a reusable workflow or action."""

    name: str
    value: str = ""


class Secret(Part, frozen=True):
    """A secret that a reusable workflow takes."""

    name: str
    required: bool = False


class Event(Part, frozen=True):
    """A trigger. `filters` holds `types`, `branches`, `paths`, `workflows`, ... as they are written;
    `crons` those of `schedule`. `node` is the value, or the name itself where there is no value.
    """

    name: str
    name_node: Scalar
    filters: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    crons: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    secrets: tuple[Secret, ...] = ()


class Container(Part, frozen=True):
    """The container of a job; `image` may be an expression."""

    image: str = ""
    env: Texts = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    options: str = ""
    credentials: Texts = field(default_factory=dict)


class Service(Container, frozen=True):
    """A service container of a job; `id` is also its host name."""

    id: str = ""
    command: str = ""
    entrypoint: str = ""


class Strategy(Part, frozen=True):
    """`strategy`; `matrix` is the node, to be expanded by `regreen.workflow.matrix`."""

    matrix: Node | None = None
    fail_fast: Flag = None
    max_parallel: Amount = None


class Step(Part, frozen=True):
    """A step; `index` counts from 0. Either `run` or `uses` is set."""

    index: int
    id: str = ""
    name: str = ""
    uses: str = ""
    run: str | None = None
    with_: Texts = field(default_factory=dict)
    env: Texts = field(default_factory=dict)
    shell: str = ""
    working_directory: str = ""
    if_: str | None = None
    continue_on_error: Flag = None
    timeout_minutes: Amount = None

    @property
    def title(self) -> str:
        """The name GitHub shows: the given one, else `Run` and the action or the script's first line."""
        if self.name:
            return self.name
        lines = (self.uses or self.run or "").strip().splitlines()
        return f"Run {lines[0]}" if lines else "Run"


class Job(Part, frozen=True):
    """A job; `runs_on` holds the labels, `uses` is set where the job calls a reusable workflow."""

    id: str
    id_node: Scalar
    name: str = ""
    needs: tuple[str, ...] = ()
    runs_on: tuple[str, ...] = ()
    runner_group: str = ""
    if_: str | None = None
    strategy: Strategy | None = None
    env: Texts = field(default_factory=dict)
    defaults: Defaults | None = None
    outputs: Texts = field(default_factory=dict)
    services: tuple[Service, ...] = ()
    container: Container | None = None
    steps: tuple[Step, ...] = ()
    timeout_minutes: Amount = None
    continue_on_error: Flag = None
    uses: str = ""
    with_: Texts = field(default_factory=dict)
    secrets: Texts = field(default_factory=dict)
    inherits_secrets: bool = False
    permissions: Permissions | None = None
    environment: str = ""
    concurrency: Concurrency | None = None


class Workflow(Part, frozen=True):
    """A workflow file. What could not be read is in `problems`; the rest is here all the same."""

    source: Source
    name: str = ""
    on: tuple[Event, ...] = ()
    permissions: Permissions | None = None
    env: Texts = field(default_factory=dict)
    defaults: Defaults | None = None
    concurrency: Concurrency | None = None
    jobs: tuple[Job, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.source.path

    def job(self, job_id: str) -> Job | None:
        """The job of an id, which GitHub compares without regard to case."""
        return next((job for job in self.jobs if job.id.lower() == job_id.lower()), None)

    def event(self, name: str) -> Event | None:
        """The trigger of a name."""
        return next((event for event in self.on if event.name == name), None)


class Action(Part, frozen=True):
    """An `action.yml`. `using` is `composite`, `docker` or `node…`; only composites have steps."""

    source: Source
    name: str = ""
    description: str = ""
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    using: str = ""
    steps: tuple[Step, ...] = ()
    main: str = ""
    pre: str = ""
    post: str = ""
    image: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.source.path


def strings(node: Node | None) -> tuple[Scalar, ...]:
    """The scalars of a value that may be one string or a list of them; anything else is left out."""
    if isinstance(node, Scalar):
        return () if node.value is None else (node,)
    if isinstance(node, Sequence):
        return tuple(item for item in node.items if isinstance(item, Scalar))
    return ()
