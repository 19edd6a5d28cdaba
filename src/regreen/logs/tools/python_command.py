"""What the Python interpreter itself refuses: `python -m module` and `python file.py`.

Wordings from `Lib/runpy.py` and `Modules/main.c` of CPython.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_INTERPRETER = r"^(?P<python>\S*(?:python|pypy)[\w.]*(?:\.exe)?|\S*\.venv\S+): "
_NO_MODULE = Pattern(_INTERPRETER + r"No module named '?(?P<module>[\w.]+?)'?(?:\.__main__)?(?:;.*)?$")
_NO_SPEC = Pattern(
    _INTERPRETER + r"Error while finding module specification for '(?P<asked>[\w.]+)' "
    r"\(ModuleNotFoundError: No module named '(?P<module>[\w.]+)'\)"
)
_NO_FILE = Pattern(_INTERPRETER + r"can't open file '?(?P<file>[^'\n]+?)'?: \[Errno 2\]")


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    if missing := _NO_SPEC.match(text) or _NO_MODULE.match(text):
        yield Refusal(
            tool="python",
            line=line,
            kind="no-module",
            text=text,
            subject=missing["module"],
            category=Category.MISSING_MODULE,
        )
    elif absent := _NO_FILE.match(text):
        yield Refusal(
            tool="python",
            line=line,
            kind="no-script",
            text=text,
            subject=absent["file"],
            category=Category.MISSING_FILE,
        )


TOOL = Tool(
    name="python_command",
    anchors=(": No module named ", "finding module specification", "can't open file"),
    read=_read,
)
