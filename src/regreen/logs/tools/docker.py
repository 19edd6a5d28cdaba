"""Docker: BuildKit and the classic builder, pulls, pushes and compose.

Formats as BuildKit's `solver/errdefs` and `client/solve.go`, buildx, `containerd/remotes/docker` and `moby` write
them. A build step that fails prints its own error under a `#12 3.456 ` prefix; the builder's closing statement only
repeats the command and its exit code.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_SECRET = Category.PERMISSION_SECRET
_DEPS = Category.DEPENDENCY_RESOLUTION
_BUILD = Category.BUILD_COMPILE
_PHRASES = (
    phrase("registry-rate-limit", _SECRET, ("toomanyrequests", "pull rate limit"), r"toomanyrequests|reached your (?:unauthenticated )?pull rate limit"),
    phrase("disk-full", Category.DISK_SPACE, "no space left on device", r"failed to (?:solve|register layer|copy).*no space left on device"),
    phrase("image-not-found", _DEPS, ("pull access denied", "repository does not exist or may require"), r"pull access denied for (?P<subject>\S+?),"),
    phrase("image-not-found", _DEPS, ("manifest unknown", "manifest for "), r"manifest for (?P<subject>\S+) not found|(?:^|\s)(?P<image>[\w./-]+:[\w.-]+): .*manifest unknown|manifest unknown: manifest (?:unknown|tagged by \"(?P<tag>[^\"]+)\" is not found)"),
    phrase("image-not-found", _DEPS, ": not found", r"(?:failed to solve|failed to resolve (?:reference|source metadata)).*?[: \"](?P<subject>[\w./-]+(?::[\w.-]+|@sha256:\w+)?)\"?: (?:failed to resolve source metadata .*: )?(?:\S+: )?not found$"),
    phrase("image-not-found", _DEPS, "no match for platform in manifest", r"(?P<subject>\S+): no match for platform in manifest|no match for platform in manifest"),
    phrase("image-not-found", _DEPS, "no matching manifest for", r"no matching manifest for (?P<subject>\S+) in the manifest list"),
    phrase("registry-denied", _SECRET, ("insufficient_scope", "denied: requested access", "authentication required", "unauthorized: ", "denied: "), r"(?:push access denied|denied: (?:requested access to the resource is denied|User cannot)|unauthorized: (?:authentication required|incorrect username or password|access token)|insufficient_scope: authorization failed|authentication required|failed to authorize)(?P<text>.*)"),
    phrase("registry-denied", _SECRET, ("Error response from daemon: Get", "Username and password required", "Password required", "Must provide --username"), r"Error response from daemon: Get .*(?:unauthorized|denied)(?P<text>.*)|(?:Error: |##\[error\])?(?:Username and password|Password|Username) required|Must provide --username with --password-stdin"),
    phrase("copy-source-missing", Category.MISSING_FILE, "failed to compute cache key", r"failed to c(?:ompute cache key|alculate checksum of ref).*?\"(?P<subject>/?[^\"]+)\": not found"),
    phrase("copy-source-missing", Category.MISSING_FILE, "failed to calculate checksum of ref", r"failed to calculate checksum of ref.*\"(?P<subject>/?[^\"]+)\": not found"),
    phrase("copy-source-missing", Category.MISSING_FILE, ("COPY failed", "ADD failed"), r"(?:COPY|ADD) failed: (?:file not found in build context or excluded by \.dockerignore: stat |stat |forbidden path outside the build context: )(?P<subject>[^\s:]+)"),
    phrase("copy-source-missing", Category.MISSING_FILE, ("failed to read dockerfile", "unable to prepare context", "Cannot locate specified Dockerfile"), r"(?:failed to read dockerfile: open|unable to evaluate symlinks in Dockerfile path: lstat|Cannot locate specified Dockerfile:|unable to prepare context: path) \"?(?P<subject>[^\s:\"]+)"),
    phrase("dockerfile-invalid", _BUILD, "dockerfile parse error", r"dockerfile parse error (?:on )?line (?P<row>\d+): (?P<text>.+)"),
    phrase("dockerfile-invalid", _BUILD, "Dockerfile parse error", r"Dockerfile parse error line (?P<row>\d+): (?P<text>.+)"),
    phrase("dockerfile-invalid", Category.WORKFLOW_CONFIG, "repository name must be lowercase", r"(?:invalid tag|invalid reference format)(?: \"(?P<subject>[^\"]+)\")?.*repository name (?:\([^)]*\) )?must be lowercase"),
    phrase("dockerfile-invalid", _BUILD, "invalid reference format", r"invalid reference format$"),
    phrase("dockerfile-invalid", _BUILD, "could not be found", r"target stage \"?(?P<subject>[\w.-]+)\"? could not be found"),
    phrase("download-failed", Category.FLAKY_NETWORK, ("TLS handshake timeout", "i/o timeout", "Client.Timeout exceeded", "unexpected status from"), r"(?:failed to (?:solve|resolve|do request|fetch|copy|pull)|Error response from daemon|registry-1\.docker\.io).*(?P<text>TLS handshake timeout|i/o timeout|Client\.Timeout exceeded|unexpected status from \w+ request to \S+: 5\d\d.*)"),
)  # fmt: skip
_WRAPPER = Pattern(
    r"process \"(?P<command>.+)\" did not complete successfully: (?:exit code: |.*exit status )(?P<code>\d+)"
)
_CLASSIC = Pattern(r"The command '(?P<command>.+)' returned a non-zero code: (?P<code>\d+)")
_REPEAT = Pattern(r"^(?:ERROR: |failed to solve|-{4,}|\s*>+ |Dockerfile[.\w-]*:\d|\s*\d+ \|)|^\s*$")
_SAYS_ERROR = Pattern(
    r"\b[Ee]rror\b|\bERROR\b|\bERR!|\bfatal\b|not found|No such file|[Ff]ailed|cannot|denied|Error:"
)
_STEP = Pattern(r"^#(?P<number>\d+) ")


def _read(window: Window) -> Iterable[Signal]:
    text = window.line.text
    match = _WRAPPER.search(text) or _CLASSIC.search(text)
    if match is None:
        yield from heard("docker", _PHRASES, window)
        return
    command = match["command"].removeprefix("/bin/sh -c ").strip()
    cause = _cause(window)
    yield Refusal(
        tool="docker",
        line=cause or window.line,
        also=(window.line,) if cause is not None else (),
        kind="image-build-step-failed",
        text=bare(cause.text).strip()[:400] if cause is not None else text.strip()[:400],
        subject=command[:200],
        category=_BUILD,
        detail={"code": match["code"]},
    )


def _cause(window: Window) -> Line | None:
    """What the failing build step printed last that says error, else what it printed last."""
    number = _STEP.match(window.line.text)
    said: list[Line] = []
    for line in window.before(300):
        step = _STEP.match(line.text)
        if number is not None and step is not None and step["number"] != number["number"]:
            continue
        text = bare(line.text)
        if _REPEAT.match(text) or _REPEAT.match(line.text) or "did not complete successfully" in text:
            continue
        said.append(line)
        if len(said) >= 40:
            break
    loud = next((line for line in said if _SAYS_ERROR.search(line.text)), None)
    return loud or (said[0] if said else None)


TOOL = Tool(
    name="docker",
    anchors=anchors(_PHRASES, "did not complete successfully", "returned a non-zero code"),
    read=_read,
)
