"""A log -> jobs, steps and parts, from the marks that the CI services leave in it.

GitHub: `##[group]Run ...` opens the echo of a step, `##[endgroup]` closes it, `##[error]Process completed with
exit code N.` ends a failed one, `Post job cleanup.` opens the post-steps, and the logs of service containers
stand between `Print service container logs` and `Stop and remove container`. GitLab: `section_start:TIME:NAME`.
Travis: `travis_fold:start:NAME` and `The command "X" exited with N.`. Read the Docs: `[rtd-command-info]` with the
exit code, above each command. A log without any of these is one step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct, field

from regreen.logs.clean import Layout, clean, split_prefix
from regreen.logs.mask import mask
from regreen.logs.text import LogText
from regreen.logs.window import DEBUG, Section
from regreen.model.run import Job, Outcome, Part, Step

MARKS = (
    "##[group]",
    "##[endgroup]",
    "##[error]",
    "Process completed with exit code",
    "Post job cleanup",
    "Cleaning up orphan",
    "Print service container logs",
    "Stop and remove container",
    "Current runner version",
    "shell: ",
    "travis_fold:",
    "exited with",
    "section_start:",
    "section_end:",
    "Job failed",
    "Job succeeded",
    "[rtd-command-info]",
)
MAX_STEPS = 20_000
SCRIPT = 2000  # lines of a step's script that are read
RAN_ON = 2  # scripts after an action that complained, from which on its complaint was not fatal

_UNKNOWN_STEP = "UNKNOWN STEP"
_EXIT = re.compile(r"^(?:##\[error\]|Error: )?Process completed with exit code (-?\d+)")
_REFUSED = re.compile(  # the runner ends a script's step itself, without an exit code
    r"^##\[error\](?:Unable to process (?:file )?command|Invalid (?:format '|value\. Matching delimiter)|"
    r"An error occurred trying to start process|Could not find a part of the path|Access to the path)"
)
_ACTION = re.compile(r"^(?:\.{1,2}/|docker://|[\w.-]+/[\w./-]+@)\S+$")
_SHELL = re.compile(r"^\s*shell: (?P<shell>.+)$")
_TRAVIS_EXIT = re.compile(
    r'^The command "(?P<command>.*)" (?:exited with|failed and exited with) (?P<code>\d+)'
)
_RTD = re.compile(r"^\[rtd-command-info\] .{0,200}\bexit-code: (?P<code>\d+)")
_GITLAB_MARK = re.compile(rb"section_(?P<what>start|end):\d+:(?P<name>[\w.-]+)")
_GITLAB_END = re.compile(r"^ERROR: Job failed(?:: exit (?:code|status) (?P<code>\d+))?")
_GITLAB_SETUP = ("prepare", "get_sources", "restore_cache", "download_artifacts", "resolve_secrets")
_GITLAB_POST = ("after_script", "archive_cache", "upload_artifacts", "cleanup", "wait")


class _Draft(Struct):
    """A step while it is being read."""

    job: str
    name: str
    start: int
    outcome: Outcome = Outcome.UNKNOWN
    code: int | None = None
    script: str = ""
    shell: str = ""
    uses: str = ""
    part: Part = Part.OUTPUT
    complained: bool = False
    closed: bool = False


class Split(Struct, frozen=True):
    """The parts of a log in order, and the jobs they belong to. `steps[i]` is step `i` of the sections."""

    sections: tuple[Section, ...]
    jobs: tuple[Job, ...]
    steps: tuple[tuple[str, Step], ...]


class Splitter(Struct):
    """Reads the marks of one log in order; `job` and `step` name those of a log whose lines do not."""

    text: LogText
    layout: Layout
    job: str = ""
    step: str = ""
    _sections: list[Section] = field(default_factory=list)
    _steps: list[_Draft] = field(default_factory=list)
    _at: int = 0
    _part: Part = Part.OUTPUT
    _prefix: tuple[str, str] = ("", "")

    def split(self, marks: Iterable[int]) -> Split:
        """`marks`: offsets of the lines that hold one of `MARKS`, in order."""
        self._prefix = self._prefix_at(0) if self.text.size else ("", "")
        self._open(0, self._prefix[1] or "", self._first_part())
        previous = 0
        for offset in marks:
            self.text.passing(offset)
            if len(self._steps) >= MAX_STEPS:
                break
            self._follow_prefix(previous, offset)
            previous = offset
            start, end = self.text.bounds(offset)
            if start < self._at:
                continue  # inside a header that was read
            raw = self.text.data[start : min(end, start + 2000)]
            self._mark(start, min(end + 1, self.text.size), raw, clean(raw, self.layout))
        self._follow_prefix(previous, self.text.size)
        self._cut(self.text.size, self._part)
        return self._result()

    def _mark(self, start: int, after: int, raw: bytes, line: str) -> None:
        if line.startswith("##[group]Run "):
            self._header(start, line[len("##[group]") :])
        elif line.startswith("##[endgroup]"):
            if self._part is Part.HEADER:
                self._cut(after, Part.OUTPUT)
        elif line.startswith("##[error]") or _EXIT.match(line):
            self._error(after, line)
        elif line.startswith("Post job cleanup"):
            self._open(start, "Post job cleanup", Part.POST)
        elif line.startswith("Cleaning up orphan"):
            self._open(start, "Complete job", Part.CLEANUP)
        elif line.startswith("Print service container logs"):
            self._cut(start, Part.SERVICE)
        elif line.startswith("Stop and remove container") and self._part is Part.SERVICE:
            self._cut(start, Part.POST)
        elif line.startswith("Current runner version"):
            self._open(start, "Set up job", Part.SETUP)
        elif self._part is not Part.HEADER and "{0}" in line and _SHELL.match(line):
            self._pasted_header(start, line)
        elif b"travis_fold:" in raw or line.startswith("The command "):
            self._travis(start, after, raw, line)
        elif b"section_" in raw:
            self._gitlab(start, raw)
        elif match := _RTD.match(line):
            self._read_the_docs(start, int(match["code"]))
        elif match := _GITLAB_END.match(line):
            self._gitlab_failed(int(match["code"] or 1))

    def _header(self, start: int, title: str) -> None:
        """The echo of a step, unless a tool printed a group of its own that is called `Run ...`."""
        command = title[len("Run ") :]
        script, shell, closed = [command], "", False
        for line in self._lines(start, SCRIPT):
            match = _SHELL.match(line)
            if match:
                shell = match["shell"]
            closed = line.startswith(("##[endgroup]", "env:", "with:"))
            if closed or line.startswith("##[group]"):
                break
            if not shell:
                script.append(line)
        if not closed or not (shell or _ACTION.match(command)):
            return
        if self._part is Part.POST and _ACTION.match(command) is None and not shell:
            return
        name = self._prefix[1] if self._prefix[1] not in ("", _UNKNOWN_STEP) else title
        self._open(start, name, Part.HEADER)
        step = self._steps[-1]
        step.shell = shell
        step.uses = command if not shell else ""
        step.script = "\n".join(script[1:] if shell and len(script) > 1 else script[:1])

    def _pasted_header(self, shell_at: int, line: str) -> None:
        """The echo in a copy of the web page: `Run ...` above `shell:`, the environment indented below."""
        start, script = shell_at, []
        for count, bounds in enumerate(self.text.backward(shell_at, self._at)):
            text = clean(self.text.raw(bounds), self.layout)
            if count >= 100 or _EXIT.match(text):
                break
            start = bounds[0]
            if text.startswith("Run "):
                break
            script.append(mask(text))
        self._open(start, "Run " + (script[-1].strip() if script else ""), Part.HEADER)
        self._steps[-1].script, self._steps[-1].shell = (
            "\n".join(reversed(script)),
            _SHELL.sub(r"\g<shell>", line),
        )
        indent = len(line) - len(line.lstrip())
        end = self.text.bounds(shell_at)[1] + 1
        for bounds in self.text.forward(end, self.text.size):
            text = clean(self.text.raw(bounds), self.layout)
            if not (text.strip() == "env:" or len(text) - len(text.lstrip()) > indent):
                break
            end = bounds[1] + 1
        self._cut(min(end, self.text.size), Part.OUTPUT)

    def _error(self, after: int, line: str) -> None:
        step = self._steps[-1]
        match = _EXIT.match(line)
        if match:
            step.outcome, step.code = Outcome.FAILURE, int(match[1])
        elif "The operation was canceled" in line or "has received a shutdown signal" in line:
            if step.outcome is not Outcome.FAILURE:
                step.outcome = Outcome.CANCELLED
        elif _REFUSED.match(line):
            step.outcome = Outcome.FAILURE
        elif re.search(r"has timed out after \d+ minutes|has exceeded the maximum execution time", line):
            step.outcome = Outcome.TIMED_OUT
        else:
            step.complained = True
        if match and self.layout is Layout.PLAIN:
            step.closed = True
            self._open(after, "", Part.OUTPUT)

    def _travis(self, start: int, after: int, raw: bytes, line: str) -> None:
        match = _TRAVIS_EXIT.match(line)
        if match:
            step = self._steps[-1]
            step.name = step.script = mask(match["command"])
            step.code = int(match["code"])
            step.outcome = Outcome.FAILURE if step.code else Outcome.SUCCESS
            self._open(after, "", Part.OUTPUT)
        elif b"travis_fold:start:" in raw:
            name = re.search(rb"travis_fold:start:([\w.-]+)", raw)
            label = name[1].decode() if name else ""
            setup = label.startswith(("system_info", "worker_info", "git", "services", "apt", "rvm"))
            if setup or self._part is Part.SETUP:
                self._open(start, label, Part.SETUP if setup else Part.OUTPUT)
        elif self._part is Part.SETUP:
            self._open(start, "", Part.OUTPUT)

    def _gitlab(self, start: int, raw: bytes) -> None:
        for match in _GITLAB_MARK.finditer(raw):
            name = match["name"].decode()
            if match["what"] == b"start":
                known = Part.SETUP if name.startswith(_GITLAB_SETUP) else Part.OUTPUT
                self._open(start, name, Part.POST if name.startswith(_GITLAB_POST) else known)

    def _gitlab_failed(self, code: int) -> None:
        output = [step for step in self._steps if step.name in ("step_script", "build_script")]
        step = (output or self._steps)[-1]
        step.outcome, step.code = Outcome.FAILURE, code

    def _read_the_docs(self, start: int, code: int) -> None:
        self._open(start, next(self._lines(start, 1), ""), Part.OUTPUT)
        step = self._steps[-1]
        step.script, step.code = step.name, code
        step.outcome = Outcome.FAILURE if code else Outcome.SUCCESS

    def _open(self, start: int, name: str, part: Part) -> None:
        self._cut(start, part)
        job = self._prefix[0] or self.job
        if self._steps and self._steps[-1].start >= start:
            self._steps.pop()  # nothing was printed in it
        if self._steps:
            self._steps[-1].closed = True
            if start >= self.text.size:
                return
        self._steps.append(_Draft(job=mask(job), name=mask(name or self._prefix[1]), start=start, part=part))

    def _cut(self, at: int, part: Part) -> None:
        """Close the section that runs up to `at`; the next one is `part`."""
        if at > self._at and self._steps:
            step = self._steps[-1]
            self._sections.append(
                Section(step.job, step.name, self._part, self._at, at, len(self._steps) - 1)
            )
        self._at, self._part = max(at, self._at), part

    def _first_part(self) -> Part:
        return _part_of_step(self._prefix[1])

    def _prefix_at(self, offset: int) -> tuple[str, str]:
        if self.layout not in (Layout.TAB, Layout.BLANKS):
            return self.job, self.step
        start, end = self.text.bounds(offset)
        job, step, _ = split_prefix(self.text.data[start : min(end, start + 1000)], self.layout)
        return job, step

    def _follow_prefix(self, since: int, offset: int) -> None:
        """Find where job or step changed between two marks: each prefix is one run of lines."""
        if self.layout not in (Layout.TAB, Layout.BLANKS):
            return
        probe = offset if offset < self.text.size else max(0, self.text.size - 1)
        last = self._prefix_at(probe)
        while last[0] and last != self._prefix and len(self._steps) < MAX_STEPS:
            since = self._change(since, self.text.bounds(probe)[0])
            self._prefix = self._prefix_at(since)
            self._open(since, self._prefix[1], _part_of_step(self._prefix[1]))

    def _change(self, low: int, high: int) -> int:
        """The start of a line with another prefix, between `low` and the line at `high`, which has one."""
        while low < high:
            middle = self.text.bounds((low + high) // 2)
            if self._prefix_at(middle[0]) in (self._prefix, ("", "")):
                low = middle[1] + 1
            else:
                high = middle[0]
        return high

    def _lines(self, start: int, limit: int) -> Iterator[str]:
        first = self.text.bounds(start)[1] + 1
        for start, end in islice(self.text.forward(first, self.text.size), limit):
            line = clean(self.text.data[start : min(end, start + 2000)], self.layout)
            if not line.startswith(DEBUG):
                yield mask(line)

    def _result(self) -> Split:
        ends: dict[int, int] = {}
        for section in self._sections:
            ends[section.step] = section.end
        steps: list[tuple[str, Step]] = []
        later = _later_scripts(self._steps)
        for i, draft in enumerate(self._steps):
            self.text.passing(draft.start)
            end = max(ends.get(i, draft.start) - 1, draft.start)
            step = Step(
                name=draft.name,
                first=self.text.number(min(draft.start, max(self.text.size - 1, 0))),
                last=self.text.number(min(end, max(self.text.size - 1, 0))),
                outcome=_outcome(draft, later[i]),
                exit_code=draft.code,
                script=draft.script,
                shell=draft.shell,
                uses=draft.uses,
            )
            steps.append((draft.job, step))
        return Split(tuple(self._sections), _jobs(self.text.name, steps), tuple(steps))


def _later_scripts(steps: list[_Draft]) -> list[int]:
    """For each step, how many scripts its job ran after it."""
    counts: dict[str, int] = {}
    later: list[int] = []
    for step in reversed(steps):
        later.append(counts.get(step.job, 0))
        counts[step.job] = later[-1] + bool(step.shell)
    return later[::-1]


def _outcome(draft: _Draft, later_scripts: int) -> Outcome:
    """How a step ended. An action fails with its own message, a script with the runner's; an action after
    which the job ran on was allowed to fail.
    """
    if draft.outcome is not Outcome.UNKNOWN:
        return draft.outcome
    if draft.complained and not draft.shell and later_scripts < RAN_ON:
        return Outcome.FAILURE
    ended = draft.closed or draft.part in (Part.POST, Part.SERVICE, Part.CLEANUP)
    return Outcome.SUCCESS if ended else Outcome.UNKNOWN


def _part_of_step(name: str) -> Part:
    if name == "Set up job":
        return Part.SETUP
    if name.startswith("Post "):
        return Part.POST
    if name == "Complete job":
        return Part.CLEANUP
    return Part.SERVICE if name == "Stop containers" else Part.OUTPUT


def _jobs(file: str, steps: list[tuple[str, Step]]) -> tuple[Job, ...]:
    named: dict[str, list[Step]] = {}
    for job, step in steps:
        named.setdefault(job, []).append(step)
    return tuple(Job(name, file, tuple(own), job_outcome(own)) for name, own in named.items())


def job_outcome(steps: Iterable[Step]) -> Outcome:
    """The outcome of a job from those of its steps."""
    seen = [step.outcome for step in steps]
    for outcome in (Outcome.FAILURE, Outcome.TIMED_OUT, Outcome.CANCELLED):
        if outcome in seen:
            return outcome
    finished = seen and seen[-1] is not Outcome.UNKNOWN
    return Outcome.SUCCESS if finished else Outcome.UNKNOWN
