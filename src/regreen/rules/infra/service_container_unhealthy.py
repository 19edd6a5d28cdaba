"""A service container of the job did not start or did not become healthy.

## Why
The image does not exist, needs a variable that is not set (a password, for instance), or its health command
asks for something else than it offers.

## Fix
Look at the output of the container in "Initialize containers". Compare image, `env:` and `--health-cmd`.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="service-container-unhealthy",
    category=Category.SERVICE_CONNECTION,
    title="A service container did not become healthy",
    log=(
        Said(r"(?P<service>[\w./:-]+) service is unhealthy", "service is unhealthy"),
        Said(r"One or more containers failed to start", "containers failed to start"),
        Said(r"Failed to initialize container (?P<service>\S+)", "Failed to initialize"),
    ),
)
