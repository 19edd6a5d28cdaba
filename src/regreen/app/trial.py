"""Fixes tried in memory: they fit, the files can be read, the rule falls silent and no new error appears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from regreen.app.untracked import Untracked, added
from regreen.engine.gates import refused
from regreen.engine.readable import unreadable
from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence, Finding, Severity
from regreen.model.repair import Held, Offer
from regreen.model.text import Edit, Source
from regreen.patch.antifix import HIDES, hidden_by
from regreen.patch.apply import apply_all, by_path
from regreen.patch.diff import diff
from regreen.patch.encoding import decode
from regreen.project.tree import Tree

Check = Callable[[Tree], Sequence[Finding]]
AGAIN = "another fix changes the same place; run the command again for this one"
APART = "it does not go together with another fix; run the command again for this one"


class Trial(Struct):
    """Accepts fixes one after the other. `check` tells the findings of a tree, `before` those of this one."""

    tree: Tree
    check: Check
    before: Sequence[Finding]
    untracked: Untracked = field(default_factory=Untracked)
    accepted: list[Offer] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def edits(self) -> list[Edit]:
        """All edits that were accepted."""
        return _edits(self.accepted)

    def sources(self, edits: Iterable[Edit]) -> dict[str, Source]:
        """The files that edits change, as they are; new ones are left out."""
        paths = {edit.span.path for edit in edits}
        return {path: source for path in paths if (source := self.tree.source(path)) is not None}

    def accept(self, offers: Sequence[Offer]) -> None:
        """Take as many of the fixes as pass; of two at the same place the first."""
        fitting: list[Offer] = []
        for offer in offers:
            reason = self._misfit(offer, fitting) or self._gate(offer)
            if reason:
                self.held.append(Held(offer.finding, reason, offer.fix))
            else:
                fitting.append(offer)
        self._halves(fitting)

    def _halves(self, offers: list[Offer]) -> None:
        """All at once where that passes; else each half by itself, so that the bad ones are found quickly."""
        if not offers:
            return
        reason = self._outcome([*self.accepted, *offers])
        if not reason:
            self.accepted += offers
        elif len(offers) == 1:
            alone = self._outcome(offers) if self.accepted else reason
            self.held.append(Held(offers[0].finding, alone or APART, offers[0].fix))
        else:
            middle = len(offers) // 2
            self._halves(offers[:middle])
            self._halves(offers[middle:])

    def _misfit(self, offer: Offer, others: Sequence[Offer]) -> str:
        own, all_edits = list(offer.fix.edits), _edits([*others, offer])
        try:
            apply_all(self.sources(own), own)
        except PatchError as error:
            return f"the file is not what the fix was made for: {error}"
        try:
            apply_all(self.sources(all_edits), all_edits)
        except PatchError:
            return AGAIN
        return ""

    def _gate(self, offer: Offer) -> str:
        """The first two gates, for each file of one fix; and it ends the cause instead of hiding it."""
        edits = list(offer.fix.edits)
        hidden = hidden_by(diff(self.sources(edits), edits))
        return f"{HIDES}: it {hidden[0].what}" if hidden else self._gates(edits)

    def _gates(self, edits: list[Edit]) -> str:
        sources = self.sources(edits)
        changed = apply_all(sources, edits)
        reasons = (refused(sources.get(path), changed[path], group) for path, group in by_path(edits).items())
        return next(filter(None, reasons), "")

    def _outcome(self, offers: Sequence[Offer]) -> str:
        """All gates for a set of fixes together."""
        edits = _edits(offers)
        if reason := self._gates(edits):
            return reason
        changed = {path: source.text for path, source in apply_all(self.sources(edits), edits).items()}
        after = self.check(self._staged(self.tree.patched(changed), offers))
        return _persisting(self.before, after, offers) or _new(self.before, after, self._was_unreadable())

    def _staged(self, tree: Tree, offers: Iterable[Offer]) -> Tree:
        """The tree with the untracked files that commands of the fixes would add."""
        files = {
            path: data for offer in offers for path, data in added(offer.fix, tree, self.untracked).items()
        }
        decoded = {path: decode(data) for path, data in files.items()}
        return tree.patched({path: text.text for path, text in decoded.items() if text is not None})

    def _was_unreadable(self) -> Callable[[str], bool]:
        def unread(path: str) -> bool:
            source = self.tree.source(path)
            return source is not None and bool(unreadable(source, source))

        return unread


def _edits(offers: Iterable[Offer]) -> list[Edit]:
    return list(dict.fromkeys(edit for offer in offers for edit in offer.fix.edits))


def _persisting(before: Iterable[Finding], after: Iterable[Finding], offers: Sequence[Offer]) -> str:
    """The finding that a fix of it did not end."""
    known, left = _count(before), _count(after)
    wanted = Counter((offer.finding.rule, offer.finding.fingerprint) for offer in offers)
    for (rule, print_), number in wanted.items():
        if left[rule, print_] > max(known[rule, print_] - number, 0):
            return f"{rule} would still find it afterwards"
    return ""


def _new(before: Iterable[Finding], after: Iterable[Finding], unread: Callable[[str], bool]) -> str:
    """The first new error; what shows only because a file can be read again is not new."""
    before = list(before)
    known = _count(before)
    places = Counter((finding.rule, path) for finding in before for path in _paths(finding))
    now: Mapping[tuple[str, str], int] = Counter((f.rule, path) for f in after for path in _paths(f))
    for finding in after:
        place = (finding.rule, _path(finding))
        if (
            finding.severity is Severity.ERROR
            and not known[finding.rule, finding.fingerprint]
            and now[place] > places[place]
            and not unread(_path(finding))
        ):
            return f"it would bring a new error: {finding.title} ({finding.rule})"
    return ""


def _count(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.fingerprint) for finding in findings)


def _paths(finding: Finding) -> set[str]:
    return {piece.path for piece in finding.evidence if isinstance(piece, FileEvidence)}


def _path(finding: Finding) -> str:
    return next((piece.path for piece in finding.evidence if isinstance(piece, FileEvidence)), "")
