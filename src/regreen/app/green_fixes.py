"""The fixes of one layer: chosen, tried in memory, and taken back where they did not help."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from regreen.app.check import check
from regreen.app.limits import Limits
from regreen.app.offers import chosen
from regreen.app.series import Series
from regreen.app.trial import Trial
from regreen.app.twins import with_repository
from regreen.app.untracked import lacking
from regreen.model.finding import Finding
from regreen.model.greening import Layer
from regreen.model.repair import Held, Offer
from regreen.project.tree import Tree


def fixes_of(
    findings: Sequence[Finding], tree: Tree, commits: Series, limits: Limits
) -> tuple[list[Offer], list[Held]]:
    """The fixes that may be applied to the tree, the last commit's, and what is held back."""

    def checked(tree: Tree) -> tuple[Finding, ...]:
        return check(tree, as_of=limits.as_of).findings

    before = checked(tree)
    known = [with_repository(finding, before) for finding in findings]
    choice = chosen(known, unsafe=limits.unsafe, only=limits.only)
    untracked, held, whole = commits.untracked, list(choice.held), []
    for offer in choice.offers:
        if gone := lacking(offer.fix, tree, untracked):
            reason = f"{gone[0]} is not in this folder: add it where it lies"
            held.append(Held(offer.finding, reason, offer.fix))
        else:
            whole.append(offer)
    if not whole:
        return [], held
    trial = Trial(tree, checked, before, untracked)
    trial.accept(whole)
    return trial.accepted, [*held, *trial.held]


def take_back(commits: Series, layers: Sequence[Layer], useless: Collection[str]) -> None:
    """The fixes of the last layer with any whose causes (fingerprints) show again leave the series; the others stay."""
    last = next((layer for layer in reversed(layers) if layer.applied), None)
    if last is None or not any(item.offer.finding.fingerprint in useless for item in last.applied):
        return
    first = next((item.commit for item in last.applied if item.commit), "")
    if not first:
        return
    commits.take_back(first)
    kept = [item.offer for item in last.applied if item.offer.finding.fingerprint not in useless]
    if kept:
        commits.add(commits.tree, kept)
