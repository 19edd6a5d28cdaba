"""The wheel that the build back end makes lacks modules that are committed, or there is none.

## Why
An ignore file hides a folder that was added in spite of it (back ends read it, too), the configuration names other
packages than there are, or the package was renamed. From the checkout everything works; what is installed fails to
import. The back end itself was asked about the tracked files, in an environment of its own.

## Fix
Anchor the pattern in the ignore file (`/lib/` in place of `lib/`), or name the packages in the configuration of the
back end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.probed import WheelContents
    from regreen.project.tree import Tree

_SHOWN = 5


def left_out(wheels: tuple[WheelContents, ...], tree: Tree) -> Iterator[Match]:
    """Wheels that lack something, or cannot be made."""
    from regreen.project.place import on_line

    for wheel in wheels:
        if wheel.failed:
            yield Match(
                places=(wheel.place,),
                data={"backend": wheel.backend, "what": wheel.failed},
                title=f"{wheel.backend} makes no wheel: {wheel.failed}",
            )
        elif wheel.missing:
            sources = [tree.source(path) for path in wheel.missing[:_SHOWN]]
            places = tuple(on_line(source, 1) for source in sources if source is not None)
            yield Match(
                places=(*places, wheel.place),
                data={"backend": wheel.backend, "what": wheel.missing[0]},
                count=len(wheel.missing),
                severity=Severity.WARNING,
            )


RULE = Rule(
    id="modules-not-in-wheel",
    category=Category.PACKAGING_CONFIG,
    title="The wheel that {backend} makes lacks {what}",
    find=left_out,
    key=("backend", "what"),
    fixers=(Fixer("Name the packages in the configuration of {backend}", Safety.ADVICE),),
)
