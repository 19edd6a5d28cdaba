"""npm audit: `# npm audit report`, then `5 vulnerabilities (2 moderate, 3 high)` (`npm-audit-report`).

`npm install` ends with the same count and does not fail for it, so the count speaks only below the report's title.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._located import bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_COUNT = Pattern(r"^(?P<count>\d+) (?:\w+ severity )?vulnerabilit(?:y|ies)\b")


def _read(window: Window) -> Iterable[Signal]:
    for line in window.after(2000):
        count = _COUNT.match(bare(line.text))
        if count:
            found = Verdict(
                tool="npm audit",
                line=line,
                also=(window.line,),
                category=Category.SECURITY_SCAN,
                text=bare(line.text),
                count=int(count["count"]),
            )
            return (found,)
    return ()


TOOL = Tool(name="npm_audit", anchors=("# npm audit report",), read=_read)
