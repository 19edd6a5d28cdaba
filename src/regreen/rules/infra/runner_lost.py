"""The machine that ran the job stopped answering or was shut down.

## Why
The hosting took the machine away, or the job used so much memory or CPU that the runner could not report any
more.

## Fix
Run the job again. When it happens at the same step each time, that step exhausts the machine: give it less to
do or a larger runner.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="runner-lost",
    category=Category.INFRA_RUNNER,
    title="The runner was lost while the job ran",
    log=(
        Said(r"The runner has received a shutdown signal", "shutdown signal"),
        Said(r"lost communication with the server", "lost communication"),
        Said(r"runner (?:process )?was (?:terminated|preempted)", "runner "),
        Said(r"Received request to deprovision", "request to deprovision"),
        Said(r"The job was not acquired by Runner", "not acquired by Runner"),
        Said(r"Failed to acquire job", "Failed to acquire job"),
        Said(r"GitHub Actions has encountered an internal error", "encountered an internal error"),
        Said(
            r"^##\[error\](?:Internal server error|No runner (?:is )?available|The service is currently unavailable)",
            ("nternal server error", "No runner", "service is currently unavailable"),
        ),
    ),
    explains=("job-cancelled", "killed*"),
)
