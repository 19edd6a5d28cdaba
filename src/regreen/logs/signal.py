"""What tools say in a log, as values: every parser in `logs.tools` yields these and nothing else."""

from __future__ import annotations

from msgspec import Struct, field

from regreen.model.finding import Category
from regreen.model.run import Line


class Signal(Struct, frozen=True, kw_only=True):
    """Something a tool said. `line` is the line that says it best; `also` are others that belong to it."""

    tool: str
    line: Line
    also: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the signal, the best one first."""
        return (self.line, *self.also)


class TestFailure(Signal, frozen=True, kw_only=True):
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


class TestTotals(Signal, frozen=True, kw_only=True):
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


class Complaint(Signal, frozen=True, kw_only=True):
    """A located message of a checker or compiler: `path:row:column: code text`. `level` is the tool's own word."""

    text: str
    path: str = ""
    row: int = 0
    column: int = 0
    code: str = ""
    level: str = "error"
    category: Category = Category.LINT


class Verdict(Signal, frozen=True, kw_only=True):
    """A tool's closing statement about what it guards: `Found 12 errors`, `1 file would be reformatted`.

    `count` is the number it names (0 when it names none); `ok` says whether the gate passed; `subject` is
    what identifies the failure when there are no complaints (a hook's id, a threshold).
    """

    category: Category
    text: str
    count: int = 0
    ok: bool = False
    subject: str = ""


class Frame(Struct, frozen=True, kw_only=True):
    """One level of a traceback."""

    path: str
    row: int
    function: str = ""
    line: Line | None = None


class Raised(Signal, frozen=True, kw_only=True):
    """A Python traceback that reached the log, outermost frame first; `line` is the `Error: text` line.

    `module` is the module path of the exception; `also` holds the innermost frames' lines.
    """

    error: str
    message: str = ""
    module: str = ""
    frames: tuple[Frame, ...] = ()


class Refusal(Signal, frozen=True, kw_only=True):
    """A tool refused to do what it was asked: an installer, builder, service or command line program.

    `kind` is a short kebab-case word of the tool's own (`no-matching-distribution`, `unknown-option`),
    `subject` what it is about (a requirement, an option, a path), `detail` further captured names.
    """

    kind: str
    text: str
    subject: str = ""
    category: Category = Category.OTHER
    detail: dict[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.line, self.kind, self.subject))  # equal ones have an equal hash; a dict has none


class CommandFailed(Signal, frozen=True, kw_only=True):
    """The shell or the runner says how a command ended: not found, not permitted, killed by a signal.

    `code` is the exit code a shell gives that ending (127, 126, 137, ...), 0 when it is not known.
    """

    kind: str  # not-found | not-executable | killed | segfault | timeout | terminated
    program: str = ""
    code: int = 0


class CiError(Signal, frozen=True, kw_only=True):
    """An error the CI service itself prints (`##[error]...`), other than that a process ended."""

    text: str


class ExitCode(Signal, frozen=True, kw_only=True):
    """The wrapper's last word: `Process completed with exit code 1`."""

    code: int
