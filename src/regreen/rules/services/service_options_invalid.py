"""The `options` of a service hold something that `docker create` does not take.

## Why
GitHub hands `options` to `docker create`, in front of the image. Arguments of the program inside (`--requirepass`,
`--max-connections`, `redis-server ...`) are not options of docker: the container is not made, and the job ends before
its first step.

## Fix
Give the program its settings by the image's variables, or by `command:` below the service.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Service, Workflow

_FLAGS = frozenset(
    str.split(
        """
        --init --interactive --tty --privileged --read-only --no-healthcheck --oom-kill-disable --publish-all --rm
        --sig-proxy --disable-content-trust --quiet -i -t -P -d --detach -it -ti
        """
    )
)
_VALUED = frozenset(
    str.split(
        """
        --add-host --annotation --blkio-weight --cap-add --cap-drop --cgroup-parent --cgroupns --cidfile --cpu-count
        --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpu-shares -c --cpus --cpuset-cpus --cpuset-mems
        --device --device-cgroup-rule --dns --dns-option --dns-opt --dns-search --domainname --entrypoint --env -e
        --env-file --expose --gpus --group-add --health-cmd --health-interval --health-retries --health-start-period
        --health-start-interval --health-timeout --hostname -h --ip --ip6 --ipc --isolation --kernel-memory --label -l
        --label-file --link --link-local-ip --log-driver --log-opt --mac-address --memory -m --memory-reservation
        --memory-swap --memory-swappiness --mount --name --network-alias --oom-score-adj --pid --pids-limit --platform
        --publish -p --pull --restart --runtime --security-opt --shm-size --stop-signal --stop-timeout --storage-opt
        --sysctl --tmpfs --ulimit --user -u --userns --uts --volume -v --volume-driver --volumes-from --workdir -w
        --network --net --net-alias --device-read-bps --device-write-bps --device-read-iops --device-write-iops
        --blkio-weight-device --attach -a --use-api-socket
        """
    )
)
"""Options of `docker create`. Source: its reference."""
_SHORT = re.compile(r"-[a-zA-Z]\S+")


def refused(workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each service."""
    from regreen.project.place import at

    for workflow, job, service in _services(workflows):
        word = _stray(service.options)
        node = service.at("options")
        if word and node is not None:
            inside = workflow.source.text.find(word, node.span.start, node.span.end)
            offset = inside if inside >= 0 else node.span.start
            places = dict.fromkeys((at(workflow.source, offset), at(workflow.source, node.span.start)))
            yield Match(
                places=tuple(places),
                data={"service": service.id, "word": word, "path": workflow.path, "job": job.id},
            )


def _services(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Workflow, Job, Service]]:
    for workflow in workflows:
        for job in workflow.jobs:
            for service in job.services:
                if service.options and "${{" not in service.options:
                    yield workflow, job, service


def _stray(options: str) -> str:
    """The first word that docker does not know; empty where it knows all, or the text cannot be split."""
    try:
        words = shlex.split(options.replace("\\\n", " "))
    except ValueError:
        return ""
    index = 0
    while index < len(words):
        word = words[index]
        name, equals, _ = word.partition("=")
        if name in _VALUED:
            index += 1 if equals else 2
        elif name in _FLAGS or (_SHORT.fullmatch(word) and word[:2] in _VALUED):
            index += 1
        else:
            return word
    return ""


RULE = Rule(
    id="service-options-invalid",
    category=Category.WORKFLOW_CONFIG,
    title="The options of the service {service} hold {word}, which is no option of docker",
    find=refused,
    key=("path", "job", "service", "word"),
    explains=("service-container-unhealthy", "service-not-reachable"),
    fixers=(Fixer("Give it to the program by `command:` or by a variable of the image", Safety.ADVICE),),
)
