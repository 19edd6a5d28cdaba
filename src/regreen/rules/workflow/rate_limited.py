"""A service refuses because the job asked too often, or a quota is used up.

## Why
Shared runners share addresses, and so their rate limits. A token usually has a limit of its own that is much
higher.

## Fix
Authenticate the request, ask less often, or cache the answer.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said, Tier

RULE = Rule(
    id="rate-limited",
    category=Category.PERMISSION_SECRET,
    title="A service refused further requests: {what}",
    log=(
        Said(r"(?P<what>[Rr]ate limit(?: has been)? (?:exceeded|reached))", "ate limit"),
        Said(r"(?P<what>secondary rate limit)", "secondary rate limit"),
        Said(r"(?P<what>toomanyrequests)", "toomanyrequests"),
        Said(r"(?P<what>You have reached your (?:unauthenticated )?pull rate limit)", "pull rate limit"),
        Said(r"(?P<what>429 (?:Client Error: )?Too Many Requests)", "429 "),
        Said(r"(?P<what>insufficient_quota)", "insufficient_quota"),
        Said(r"(?P<what>exceeded your current quota)", "exceeded your current quota"),
        Said(r"(?P<what>spending limit)", "spending limit"),
    ),
    key=("what",),
    explains=("download-interrupted",),
    tier=Tier.GENERIC,
)
