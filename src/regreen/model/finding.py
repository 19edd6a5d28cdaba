"""What a rule found: evidence, the finding itself, and the fixes it offers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from msgspec import Struct, field

from regreen.model.text import Edit


class Category(StrEnum):
    """What kind of cause it is; the most specific one that holds."""

    DEPENDENCY_RESOLUTION = "dependency-resolution"
    MISSING_MODULE = "missing-module"
    MISSING_TOOL = "missing-tool"
    PACKAGING_CONFIG = "packaging-config"
    IMPORT_CYCLE = "import-cycle"
    WORKFLOW_SYNTAX = "workflow-syntax"
    WORKFLOW_CONFIG = "workflow-config"
    DEPRECATED_ACTION = "deprecated-action"
    MISSING_FILE = "missing-file"
    ENVIRONMENT_VARIABLE = "environment-variable"
    PERMISSION_SECRET = "permission-secret"
    SERVICE_CONNECTION = "service-connection"
    TEST_ASSERTION = "test-assertion"
    TEST_TIMEOUT = "test-timeout"
    HANG = "hang"
    FLAKY_TEST = "flaky-test"
    TEST_ISOLATION = "test-isolation"
    FLAKY_NETWORK = "flaky-network"
    LINT = "lint"
    FORMAT = "format"
    TYPE_CHECK = "type-check"
    COVERAGE_THRESHOLD = "coverage-threshold"
    SECURITY_SCAN = "security-scan"
    DOCS = "docs"
    BUILD_COMPILE = "build-compile"
    OUT_OF_MEMORY = "out-of-memory"
    DISK_SPACE = "disk-space"
    CACHE = "cache"
    INFRA_RUNNER = "infra-runner"
    CANCELLED = "cancelled"
    OTHER = "other"


class Safety(IntEnum):
    """How far a fix may be trusted; the order is the policy (`safety <= allowed`)."""

    SAFE = 0  # cannot make anything worse
    UNSAFE = 1  # probably what you want, but it changes behaviour
    ADVICE = 2  # a person must decide: text and commands only


class Severity(StrEnum):
    """`ERROR` will fail; `WARNING` may fail."""

    ERROR = "error"
    WARNING = "warning"


class LogEvidence(Struct, frozen=True):
    """A line of a log, quoted. `line` counts from 1 in `file` as it was given."""

    file: str
    line: int
    text: str
    job: str = ""
    step: str = ""


class FileEvidence(Struct, frozen=True):
    """A place in a file of the repository, quoted. `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    text: str


class AnnotationEvidence(Struct, frozen=True):
    """A message that the CI service attached to the run, quoted."""

    job: str
    text: str


Evidence = LogEvidence | FileEvidence | AnnotationEvidence


class Fix(Struct, frozen=True):
    """A way to remove a cause: text edits, or advice with commands. `diff` shows the edits."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...] = ()
    diff: str = ""
    commands: tuple[str, ...] = ()


class Finding(Struct, frozen=True):
    """One rule's statement about one run or repository. It cannot be built without evidence.

    `confidence` is between 0 and 1; `fingerprint` is equal for the same cause on another run;
    `data` holds the captured names that identify the cause.
    """

    rule: str
    category: Category
    title: str
    confidence: float
    fingerprint: str
    evidence: tuple[Evidence, ...]
    severity: Severity = Severity.ERROR
    data: Mapping[str, str] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{self.rule}: a finding needs evidence")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"{self.rule}: a confidence lies between 0 and 1, not at {self.confidence}")
