"""Diagnose a run: logs and the repository in, root causes out. Nothing of the repository is executed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from regreen.engine import diagnose as engine
from regreen.engine.baseline import Baseline
from regreen.engine.match import literals
from regreen.engine.providers import facts
from regreen.logs.read import Reading, output_lines, read
from regreen.logs.signals import Signals
from regreen.model.diagnosis import Diagnosis
from regreen.model.run import Job, Run
from regreen.project.tree import Tree
from regreen.rule import Rule
from regreen.rules import all_rules
from regreen.sources.logfile import LogFile


def diagnose(
    logs: Sequence[LogFile],
    *,
    run: Run | None = None,
    tree: Tree | None = None,
    baseline: Sequence[LogFile] = (),
    rules: Sequence[Rule] | None = None,
) -> Diagnosis:
    """The root causes of the run that these logs are of, with evidence from them and from the repository.

    `run` adds what the CI service knows (names, outcomes, annotations); `tree` is the repository at the
    commit; `baseline` are logs of a green run, whose lines are no causes; `rules` are all rules unless given.
    """
    rules = all_rules() if rules is None else rules
    wanted = literals(rules)
    signals = Signals(tuple(read(log.name, log.data, log.job, log.step_name, wanted) for log in logs))
    known = run if run is not None else Run()
    known = replace(known, jobs=known.jobs or _jobs(signals.readings))
    green = Baseline(line for log in baseline for line in output_lines(log.name, log.data))
    return engine.diagnose(known, signals, rules, facts(known, signals, tree), green)


def _jobs(readings: Sequence[Reading]) -> tuple[Job, ...]:
    return tuple(job for reading in readings for job in reading.split.jobs)
