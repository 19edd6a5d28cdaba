"""Services that cannot be started here, known before anything runs."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.runner.services import fetch, providers
from regreen.runner.services.image import parse_image
from regreen.runner.services.place import lasting
from regreen.runner.services.server import Account
from regreen.runner.services.start import bring_your_own, in_container
from regreen.runner.state import Settings
from regreen.workflow.definitions import Job
from regreen.workflow.expr import ExpressionError, Value, interpolate


def refusal(job: Job, settings: Settings, contexts: Mapping[str, Value], *, names: bool) -> str:
    """Why a service of a job cannot be had; empty where each can, or where that cannot be told yet. `names`: steps
    can be given names of hosts.
    """
    if job.services and in_container(job) and not names:
        return (
            "it runs in a container that reaches its services by name, and there is no Docker here:"
            " --isolation files gives it these names"
        )
    for service in job.services:
        if service.id in settings.services:
            continue
        try:
            image = parse_image(interpolate(service.image, contexts))
        except ExpressionError:
            continue
        if image.text and not (image.kind and _served(image.kind, settings)):
            return bring_your_own(service, image.text)
    return ""


def _served(kind: str, settings: Settings) -> bool:
    account = Account.choose()
    if any(account.reaches(one.program) for one in providers.found(kind, lasting(settings.cache, account))):
        return True
    return settings.network and bool(fetch.offers(kind))
