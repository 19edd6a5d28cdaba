"""A program or container wants a port that another one holds.

## Why
Two services ask for the same port of the machine, or something of an earlier step still runs.

## Fix
Give one of them another port, or stop what runs before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

_STARTS = re.compile(
    r"docker[\"', ]+(?:compose|-compose|run)|docker-compose|DockerContainer\(|DockerCompose\("
)


def started_twice(imported: Imported, tree: Tree) -> Matches:
    """One match for each conftest file that starts containers on ports which the job's services hold."""
    from regreen.project.accounts import accounts
    from regreen.project.compose import compose_services
    from regreen.project.place import at

    offered = {
        port.split(":")[-2]: service
        for service in compose_services(tree)
        for port in service.ports
        if ":" in port
    }
    seen: set[str] = set()
    for run, call in imported.test_calls() if offered else ():
        for use in imported.of_run(run):
            source = (
                tree.source(use.path) if use.path.endswith("conftest.py") and use.path not in seen else None
            )
            match = _STARTS.search(source.text) if source is not None else None
            if source is None or match is None or "GITHUB_ACTIONS" in source.text or '"CI"' in source.text:
                continue
            for account in accounts(run.job):
                port = next((port for port in account.ports if port in offered), "")
                if port:
                    seen.add(use.path)
                    image = account.service.at("image") or account.service.node
                    line = source.position(match.start())[0]
                    yield Match(
                        places=unique(
                            (
                                FileEvidence(source.path, line, 1, source.line(line).strip()),
                                at(run.workflow.source, image.span.start),
                                offered[port].place,
                                call.place,
                            )
                        ),
                        data={"port": port},
                        severity=Severity.WARNING,
                        title=f"{source.path} starts containers, one of them at port {port}, which the service "
                        f"{account.service.id} of the job {run.job.id} holds",
                    )
                    break


RULE = Rule(
    id="service-port-taken",
    category=Category.INFRA_RUNNER,
    title="The port {port} is already taken",
    find=started_twice,
    log=(
        Said(
            r"(?:[Aa]ddress already in use|port is already allocated|EADDRINUSE)[^\d]{0,60}(?P<port>\d{2,5})?",
            ("ddress already in use", "port is already allocated", "EADDRINUSE"),
        ),
    ),
    fixers=(
        Fixer("Start no containers where the job has services (`GITHUB_ACTIONS` is set)", Safety.ADVICE),
    ),
)
