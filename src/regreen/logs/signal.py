"""What tools say in a log, as values: every parser in `logs.tools` yields these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from regreen.model.finding import Category
from regreen.model.run import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something a tool said. `line` is the line that says it best; `also` are others that belong to it."""

    tool: str
    line: Line
    also: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the signal, the best one first."""
        return (self.line, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFailure(Signal):
    """A test that failed, or that could not even run (`errored`: fixture, collection, import).

    `error` is the name of the exception without its module path, `message` the first line of its text,
    `path` and `row` the place that raised it. A test that could not be collected has its file as `test`.
    """

    __test__ = False  # pytest: a value, not a test class

    test: str
    error: str = ""
    message: str = ""
    path: str = ""
    row: int = 0
    errored: bool = False
    module: str = ""  # module path of the exception


@dataclass(frozen=True, slots=True, kw_only=True)
class TestTotals(Signal):
    """The closing line of a test runner. `failed` includes errors when the runner does not tell them apart."""

    __test__ = False

    failed: int = 0
    errors: int = 0
    passed: int = 0
    skipped: int = 0

    @property
    def ran(self) -> int:
        """Number of tests that ran."""
        return self.failed + self.errors + self.passed

    @property
    def good(self) -> bool:
        """Whether the runner was content."""
        return not self.failed and not self.errors and self.passed > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint(Signal):
    """A located message of a checker or compiler: `path:row:column: code text`. `level` is the tool's own word."""

    text: str
    path: str = ""
    row: int = 0
    column: int = 0
    code: str = ""
    level: str = "error"
    category: Category = Category.LINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Signal):
    """A tool's closing statement about what it guards: `Found 12 errors`, `1 file would be reformatted`.

    `count` is the number it names (0 when it names none); `ok` says whether the gate passed; `subject` is
    what identifies the failure when there are no complaints (a hook's id, a threshold).
    """

    category: Category
    text: str
    count: int = 0
    ok: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One level of a traceback."""

    path: str
    row: int
    function: str = ""
    line: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Signal):
    """A Python traceback that reached the log, outermost frame first; `line` is the `Error: text` line.

    `module` is the module path of the exception; `also` holds the innermost frames' lines.
    """

    error: str
    message: str = ""
    module: str = ""
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Signal):
    """A tool refused to do what it was asked: an installer, builder, service or command line program.

    `kind` is a short kebab-case word of the tool's own (`no-matching-distribution`, `unknown-option`),
    `subject` what it is about (a requirement, an option, a path), `detail` further captured names.
    """

    kind: str
    text: str
    subject: str = ""
    category: Category = Category.OTHER
    detail: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFailed(Signal):
    """The shell or the runner says how a command ended: not found, not permitted, killed by a signal.

    `code` is the exit code a shell gives that ending (127, 126, 137, ...), 0 when it is not known.
    """

    kind: str  # not-found | not-executable | killed | segfault | timeout | terminated
    program: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CiError(Signal):
    """An error the CI service itself prints (`##[error]...`), other than that a process ended."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCode(Signal):
    """The wrapper's last word: `Process completed with exit code 1`."""

    code: int
