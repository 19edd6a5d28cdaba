"""A workflow file to its typed view: tolerant, one broken part never hides the others."""

from __future__ import annotations

from regreen.model.finding import Severity
from regreen.model.text import Source, Span
from regreen.workflow.definitions import (
    Concurrency,
    Container,
    Defaults,
    Event,
    Job,
    Permissions,
    Secret,
    Service,
    Step,
    Strategy,
    Workflow,
    strings,
)
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_document
from regreen.workflow.problems import Problem
from regreen.workflow.read import amount, entries, flag, inputs, optional_text, outputs, pairs, text, texts


def load_workflow(source: Source) -> Workflow:
    """The typed view of a workflow file.

    A text that is no YAML gives a workflow without jobs whose only problem is `yaml-syntax`. What GitHub
    refuses beyond that is found by `regreen.workflow.validate`.
    """
    root, problems = load_root(source)
    return Workflow(
        root,
        source=source,
        name=text(root, "name"),
        on=_events(lookup(root, "on")),
        permissions=_permissions(lookup(root, "permissions")),
        env=pairs(root, "env"),
        defaults=_defaults(root),
        concurrency=_concurrency(lookup(root, "concurrency")),
        jobs=tuple(_job(entry.key, entry.value) for entry in entries(root, "jobs")),
        problems=problems,
    )


def load_root(source: Source) -> tuple[Mapping, tuple[Problem, ...]]:
    """The mapping a workflow or action file consists of; an empty one, with the problem, if it does not."""
    document = parse_document(source)
    problems = [Problem("yaml-syntax", _sentence(problem), problem.span) for problem in document.problems]
    problems += [
        Problem("unused-anchor", f"no alias names '&{anchor.name}'", anchor.span, Severity.WARNING)
        for anchor in document.anchors
        if not anchor.used
    ]
    if isinstance(document.root, Mapping):
        return document.root, tuple(problems)
    if document.root is not None:
        message = "the file must consist of keys and values"
        problems.append(Problem("not-a-mapping", message, document.root.span))
    return Mapping((), Span(source.path, 0, 0)), tuple(problems)


def _sentence(problem: YamlProblem) -> str:
    return f"{problem.message} ({problem.context})" if problem.context else problem.message


def _events(node: Node | None) -> tuple[Event, ...]:
    if isinstance(node, Mapping):
        return tuple(_event(entry.key, entry.value) for entry in node.entries)
    return tuple(Event(name, name.string, name) for name in strings(node))


def _event(key: Scalar, node: Node) -> Event:
    filters = {e.key.text: texts(e.value) for e in entries(node) if strings(e.value)}
    items = node.items if isinstance(node, Sequence) else ()
    empty = isinstance(node, Scalar) and node.value is None
    return Event(
        key if empty else node,
        name=key.string,
        name_node=key,
        filters=filters,
        crons=tuple(text(item, "cron") for item in items if lookup(item, "cron")),
        inputs=inputs(node, "inputs"),
        outputs=outputs(node, "outputs"),
        secrets=tuple(
            Secret(e.value, e.key.text, text(e.value, "required") == "true") for e in entries(node, "secrets")
        ),
    )


def _permissions(node: Node | None) -> Permissions | None:
    return Permissions(node, text(node), pairs(node)) if node else None


def _defaults(node: Node | None) -> Defaults | None:
    run = lookup(node, "defaults", "run")
    return Defaults(run, text(run, "shell"), text(run, "working-directory")) if run else None


def _concurrency(node: Node | None) -> Concurrency | None:
    if node is None:
        return None
    return Concurrency(node, text(node) or text(node, "group"), flag(node, "cancel-in-progress"))


def _job(key: Scalar, node: Node) -> Job:
    runs_on = lookup(node, "runs-on")
    labels = lookup(runs_on, "labels") if isinstance(runs_on, Mapping) else runs_on
    environment = lookup(node, "environment")
    return Job(
        node,
        id=key.string,
        id_node=key,
        name=text(node, "name"),
        needs=texts(node, "needs"),
        runs_on=texts(labels),
        runner_group=text(runs_on, "group"),
        if_=optional_text(node, "if"),
        strategy=_strategy(lookup(node, "strategy")),
        env=pairs(node, "env"),
        defaults=_defaults(node),
        outputs=pairs(node, "outputs"),
        services=tuple(_service(e.key.text, e.value) for e in entries(node, "services")),
        container=_container(lookup(node, "container")),
        steps=load_steps(lookup(node, "steps")),
        timeout_minutes=amount(node, "timeout-minutes"),
        continue_on_error=flag(node, "continue-on-error"),
        uses=text(node, "uses"),
        with_=pairs(node, "with"),
        secrets=pairs(node, "secrets"),
        inherits_secrets=text(node, "secrets") == "inherit",
        permissions=_permissions(lookup(node, "permissions")),
        environment=text(environment) or text(environment, "name"),
        concurrency=_concurrency(lookup(node, "concurrency")),
    )


def _strategy(node: Node | None) -> Strategy | None:
    if node is None:
        return None
    return Strategy(node, lookup(node, "matrix"), flag(node, "fail-fast"), amount(node, "max-parallel"))


def _container(node: Node | None) -> Container | None:
    if node is None:
        return None
    return Container(
        node,
        image=text(node) or text(node, "image"),
        env=pairs(node, "env"),
        ports=texts(node, "ports"),
        volumes=texts(node, "volumes"),
        options=text(node, "options"),
        credentials=pairs(node, "credentials"),
    )


def _service(service_id: str, node: Node) -> Service:
    return Service(
        node,
        id=service_id,
        image=text(node) or text(node, "image"),
        env=pairs(node, "env"),
        ports=texts(node, "ports"),
        volumes=texts(node, "volumes"),
        options=text(node, "options"),
        credentials=pairs(node, "credentials"),
        command=text(node, "command"),
        entrypoint=text(node, "entrypoint"),
    )


def load_steps(node: Node | None) -> tuple[Step, ...]:
    """The steps of a job or composite action; what is no mapping is left out."""
    if not isinstance(node, Sequence):
        return ()
    return tuple(_step(index, item) for index, item in enumerate(node.items) if isinstance(item, Mapping))


def _step(index: int, node: Mapping) -> Step:
    return Step(
        node,
        index=index,
        id=text(node, "id"),
        name=text(node, "name"),
        uses=text(node, "uses"),
        run=optional_text(node, "run"),
        with_=pairs(node, "with"),
        env=pairs(node, "env"),
        shell=text(node, "shell"),
        working_directory=text(node, "working-directory"),
        if_=optional_text(node, "if"),
        continue_on_error=flag(node, "continue-on-error"),
        timeout_minutes=amount(node, "timeout-minutes"),
    )
