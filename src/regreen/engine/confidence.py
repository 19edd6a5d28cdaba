"""How far a finding may be believed: what its witnesses are worth, and how well they saw."""

from __future__ import annotations

from regreen.engine.match import Found
from regreen.rule import Tier

BOTH_AGREE = 0.97
REPOSITORY = 0.92
BY_TIER = {
    Tier.SPECIFIC: 0.88,
    Tier.TOOL: 0.82,
    Tier.GENERIC: 0.6,
    Tier.TAIL: 0.35,
    Tier.WRAPPER: 0.2,
}
ASIDE = 0.7  # the witness stood in a step that did not fail itself
OPEN = 0.9  # nobody says how the step ended


ONE_OF_MANY = 0.75  # a cause that explains hardly any of the failures beside it


def by_share(share: float) -> float:
    """What is left of the confidence in a cause that explains this share of the failures in its steps."""
    return ONE_OF_MANY + (1 - ONE_OF_MANY) * share


def confidence(found: Found, weight: float = 1.0) -> float:
    """A number between 0 and 1; `weight` is 1 for a witness in a failing step."""
    if found.agreed:
        return BOTH_AGREE
    if found.place is None:
        return REPOSITORY
    return round(BY_TIER[found.rule.tier] * weight, 3)
