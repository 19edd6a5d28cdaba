"""Diagnose a run: logs and the repository in, root causes out. Nothing of the repository is executed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from regreen.app.annotations import annotation_logs, quoted
from regreen.app.ignored import check_rules, without_ignored
from regreen.app.moment import moment
from regreen.app.names import located, masked, named, steps_of
from regreen.config import Config
from regreen.engine import diagnose as engine
from regreen.engine.baseline import Baseline
from regreen.engine.match import literals
from regreen.engine.providers import facts
from regreen.logs.read import Reading, output_lines, read
from regreen.logs.signals import BAD, Signals
from regreen.logs.split import Split
from regreen.logs.text import LogText
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import Category
from regreen.model.run import Job, Run
from regreen.model.text import Source
from regreen.project.tree import Tree
from regreen.rule import Rule
from regreen.rules import all_rules
from regreen.sources.junit_head import is_junit
from regreen.sources.logfile import LogFile

if TYPE_CHECKING:
    from regreen.probe.probes import Probes
    from regreen.sources.github import JobInfo, StepInfo

SILENT = "the cause is not in this log: no job left a log or a message that says why the run did not end well"


def diagnose(
    logs: Sequence[LogFile],
    *,
    run: Run | None = None,
    jobs: Sequence[JobInfo] = (),
    tree: Tree | None = None,
    workflow: Source | None = None,
    baseline: Sequence[LogFile] = (),
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    probes: Probes | None = None,
) -> Diagnosis:
    """The root causes of the run that these logs are of, with evidence from them and from the repository.

    `run` adds what the CI service knows (outcomes, annotations), `jobs` the names and times of its steps; `tree`
    is the repository at the commit, `workflow` the run's workflow file as of then; `baseline` are logs of a green
    run, whose lines are no causes; `rules` are all rules unless given. Raises `ConfigError` where the settings
    ignore a rule that does not exist. `probes` ask real tools what the suspects want to know, as of the run.
    """
    rules = all_rules() if rules is None else rules
    config = config or Config()
    check_rules(config, [rule.id for rule in rules])
    known = run if run is not None else Run()
    wanted = literals(rules)
    heard = (*logs, *annotation_logs(known, logs))
    green = Baseline(line for log in baseline for line in output_lines(log.name, log.data))
    reports = [log for log in logs if is_junit(log.data)]
    readings = [_read(log, wanted, jobs) for log in heard if log not in reports]
    notes: list[str] = []
    if reports:
        from regreen.app.junit_reading import with_reports  # few logs come with reports

        readings = with_reports(readings, reports, notes)
    signals = Signals(tuple(readings), green.knows if green else None)
    known = replace(known, jobs=_jobs(known.jobs, signals), notes=(*known.notes, *notes))
    asked = rules if signals.readings else _before_any_log(known, rules)
    providers = probes.during(moment(known, logs), moment(Run(), baseline)).providers() if probes else {}
    answer = engine.diagnose(known, signals, asked, facts(known, signals, tree, workflow, providers), green)
    if probes is not None:
        answer = replace(answer, notes=(*answer.notes, *probes.notes))
    return without_ignored(_honest(quoted(answer, heard)), config)


def _read(log: LogFile, wanted: Sequence[str], jobs: Sequence[JobInfo]) -> Reading:
    steps = steps_of(jobs, log.job, log.step_number)
    naming = partial(_named, steps=steps)
    return read(log.name, log.data, log.job, log.step_name, wanted, naming)


def _named(text: LogText, split: Split, steps: Sequence[StepInfo]) -> Split:
    return masked(named(text, split, steps) if steps else split)


def _jobs(known: tuple[Job, ...], signals: Signals) -> tuple[Job, ...]:
    if not known:
        return signals.jobs
    shown = {job.name: job.steps for job in signals.jobs if job.file}
    return tuple(located(job, shown.get(job.name, ())) for job in known)


def _before_any_log(run: Run, rules: Sequence[Rule]) -> list[Rule]:
    """Without a log only what keeps a run from starting can have failed it: no job may have started."""
    if run.jobs or run.outcome not in BAD:
        return []
    return [rule for rule in rules if rule.category is Category.WORKFLOW_SYNTAX]


def _honest(answer: Diagnosis) -> Diagnosis:
    """A run that did not end well, of which there is nothing to show, is said to be one."""
    if answer.causes or answer.unexplained or answer.outcome not in BAD:
        return answer
    return replace(answer, notes=(*answer.notes, SILENT))
