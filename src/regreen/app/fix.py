"""Apply what `check` or `diagnose` offers: chosen by safety, tried in memory, then written; all files or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from regreen.app.check import check
from regreen.app.commits import check_index, commit_all
from regreen.app.offers import chosen
from regreen.app.trial import Trial
from regreen.app.untracked import Untracked
from regreen.app.worktree import Worktree
from regreen.model.errors import InputError
from regreen.model.finding import Finding
from regreen.model.repair import Held, Offer, Repair
from regreen.model.text import Source
from regreen.patch.diff import diff
from regreen.patch.write import write
from regreen.project.git import Repository
from regreen.project.tree import Tree
from regreen.rule import Rule

YES, NO, ALL, QUIT = "yes", "no", "all", "quit"
Ask = Callable[[Offer], str]


class Wish(Struct, frozen=True, kw_only=True):
    """What may be applied, and how. `only` are patterns of rule ids; `dry` writes nothing; a `branch` means commits."""

    unsafe: bool = False
    only: tuple[str, ...] = ()
    force: bool = False
    dry: bool = False
    commit: bool = False
    branch: str = ""


def fix(
    findings: Sequence[Finding],
    tree: Tree,
    worktree: Worktree | None = None,
    wish: Wish | None = None,
    *,
    ask: Ask | None = None,
    as_of: date | None = None,
    rules: Sequence[Rule] | None = None,
    before: Sequence[Finding] | None = None,
) -> Repair:
    """Apply fixes of the findings, which were made of `tree`; without a working tree only the patch is made.

    `ask` is called for each fix (`yes`, `no`, `all` for this and all that follow, `quit` for none of them);
    `before` is what `check` says of the tree, where that is known. Raises `InputError` when nothing can be written
    as it was asked for, `PatchError` when the disk refuses.
    """
    wish = wish or Wish()
    dry = wish.dry or worktree is None
    commits = not dry and (wish.commit or bool(wish.branch))
    if commits and worktree is not None:
        _check_commits(worktree)
    choice = chosen(findings, unsafe=wish.unsafe, only=wish.only)
    held = list(choice.held)
    offers = choice.offers if dry or worktree is None else _writable(choice.offers, worktree, wish, held)
    offers = offers if ask is None else _asked(offers, ask, held)
    trial = _trial(tree, worktree, as_of, rules, before) if offers else None
    if trial is None:
        return Repair(held=tuple(held), revision=tree.revision)
    trial.accept(offers)
    repair = Repair(
        applied=tuple(trial.accepted),
        held=(*held, *trial.held),
        diff=diff(trial.sources(trial.edits), trial.edits),
        revision=tree.revision,
    )
    if dry or worktree is None or not trial.accepted:
        return repair
    if commits and worktree.repository is not None:
        return _committed(repair, worktree.repository, trial.sources(trial.edits), wish.branch)
    return replace(repair, files=write(worktree.root, trial.edits))


def _committed(repair: Repair, repository: Repository, sources: dict[str, Source], branch: str) -> Repair:
    made = commit_all(repository, sources, repair.applied, branch)
    edits = [edit for offer in made.applied for edit in offer.fix.edits]
    return replace(
        repair,
        applied=made.applied,
        held=(*repair.held, *made.held),
        diff=diff(sources, edits),
        files=made.files,
        branch=repository.branch(),
        commits=made.subjects,
    )


def _check_commits(worktree: Worktree) -> None:
    if worktree.repository is None:
        raise InputError(f"{worktree.root} is no git repository; there is nothing to commit to")
    check_index(worktree.repository)


def _writable(offers: Sequence[Offer], worktree: Worktree, wish: Wish, held: list[Held]) -> tuple[Offer, ...]:
    kept: list[Offer] = []
    for offer in offers:
        reason, release = worktree.objection(offer.fix, force=wish.force)
        if reason:
            held.append(Held(offer.finding, reason, offer.fix, release))
        else:
            kept.append(offer)
    return tuple(kept)


def _asked(offers: Sequence[Offer], ask: Ask, held: list[Held]) -> tuple[Offer, ...]:
    kept: list[Offer] = []
    answer = ""
    for offer in offers:
        answer = answer if answer in (ALL, QUIT) else ask(offer)
        if answer in (YES, ALL):
            kept.append(offer)
        else:
            reason = "it was declined" if answer == NO else "the questions were ended before it"
            held.append(Held(offer.finding, reason, offer.fix))
    return tuple(kept)


def _trial(
    tree: Tree,
    worktree: Worktree | None,
    as_of: date | None,
    rules: Sequence[Rule] | None,
    before: Sequence[Finding] | None,
) -> Trial:
    def findings(tree: Tree) -> Sequence[Finding]:
        return check(tree, rules=rules, as_of=as_of).findings

    untracked = Untracked(worktree.root if worktree is not None else None)
    return Trial(tree, findings, findings(tree) if before is None else before, untracked)
