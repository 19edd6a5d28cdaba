"""coverage.py and pytest-cov: what they say of their threshold (`coverage/cmdline.py`, `pytest_cov/plugin.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_BELOW = Pattern(
    r"^(?:##\[error\]|ERROR: |FAIL )?\s*(?:Coverage failure: total of (?P<total>[\d.]+) is less than fail-under=(?P<wanted>[\d.]+)"
    r"|(?:Required )?test coverage of (?P<required>[\d.]+)% not reached\. Total coverage: (?P<reached>[\d.]+)%)"
)
_GOOD = Pattern(r"^Required test coverage of (?P<wanted>[\d.]+)% reached")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    below, good = _BELOW.match(text), _GOOD.match(text)
    if below:
        wanted, total = below["wanted"] or below["required"], below["total"] or below["reached"]
        yield _verdict(
            window, f"{total.rstrip('.')} % is covered, {wanted.rstrip('.')} % are required", wanted
        )
    elif good:
        yield _verdict(window, text, good["wanted"], ok=True)


def _verdict(window: Window, text: str, wanted: str, *, ok: bool = False) -> Verdict:
    return Verdict(
        tool="coverage",
        line=window.line,
        category=Category.COVERAGE_THRESHOLD,
        text=text,
        ok=ok,
        subject=wanted.rstrip("."),
    )


TOOL = Tool(name="coverage", anchors=("overage failure: total of", "equired test coverage of"), read=_read)
