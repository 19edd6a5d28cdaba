"""The commands, and the exit codes they end with."""

from __future__ import annotations

COMMANDS = {
    "diagnose": "name the root causes of a failing run: a log, a zip, a folder, a run's URL, or nothing for the newest",
    "check": "say what CI will refuse or fail on, before the push: a repository, or workflow files",
    "fix": "apply the patches that check or a diagnosis offers, each tried before it is written",
    "init": "add the pre-commit hook and a workflow that diagnoses failing runs, after showing them",
    "run": "run jobs of a workflow on this machine, without Docker; the repository's code is executed",
    "verify": "prove a patch: run the job without it and with it",
    "history": "the runs that are kept: list them, show one, compare two, delete old ones",
    "bisect": "find the commit that turned a job red: run it in clean clones between a good and a bad commit",
    "report": "write the full failure analysis of a run: causes, evidence, fix plan, success criteria",
    "explain": "print the page of a rule; without a rule, the list of all",
}

CLEAN = 0
FINDINGS = 1  # there are causes, or the run failed
USAGE = 2  # wrong usage or unreadable input
BUG = 3  # a bug of ours; a report is written
INTERRUPTED = 130
