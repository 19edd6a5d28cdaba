"""The job could not start because no runner fits or the account may not run it.

## Why
The label names a runner that does not exist or is offline, or the account has no minutes left.

## Fix
Check `runs-on:` against the labels that exist, and the billing page of the account.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="job-never-started",
    category=Category.INFRA_RUNNER,
    title="No runner took the job: {what}",
    log=(
        Said(r"(?P<what>The job was not started because [^.]{0,100})", "job was not started"),
        Said(
            r"(?P<what>No (?:hosted )?runners? (?:matching|with) (?:the )?(?:labels?|specified labels)[^.]{0,80})",
            ("No runner", "No hosted runner"),
        ),
        Said(
            r"(?P<what>there (?:were|are) no enabled runners online[^.]{0,60})", "no enabled runners online"
        ),
        Said(r"(?P<what>The requested runner [^.]{0,60} is no longer available)", "requested runner"),
        Said(r"(?P<what>This is a scheduled [\w.-]+ (?:brownout|retirement))", "is is a scheduled"),
    ),
    key=("what",),
    explains=("rate-limited",),
)
