"""All probes as providers of facts, and what they refused to answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from msgspec import Struct, field

from regreen.probe.absent import Wanted, absent, wanted_modules
from regreen.probe.archive import Wheels
from regreen.probe.backend import Builder
from regreen.probe.budget import EACH, TOTAL, Budget
from regreen.probe.cache import Cache, cache_folder
from regreen.probe.checkers import Checker, checkers
from regreen.probe.conflict import resolution
from regreen.probe.lockfile import lock_files, lock_state
from regreen.probe.resolve import Resolver
from regreen.probe.sets import install_sets
from regreen.probe.tools import Checking
from regreen.probe.upstream import changes
from regreen.project.imported import Imported
from regreen.project.jobs.model import JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.probed import (
    AbsentModule,
    Change,
    InstallSet,
    LockState,
    Refused,
    Resolution,
    Solved,
    ToolReport,
    WheelContents,
)
from regreen.project.tree import Tree

_A = TypeVar("_A")
_T = TypeVar("_T")
_AT_ONCE = 4  # questions that wait for the network at the same time
_RECENT = timedelta(days=30)


class Probes(Struct):
    """What may be asked. `moment` is when the run was red (None: the end of the day that is judged), `green` a
    moment at which it still was green; `dated`: without one nobody is asked what changed.
    """

    moment: datetime | None = None
    green: datetime | None = None
    offline: bool = False
    seconds: float = TOTAL
    each: float = EACH
    say: Callable[[str], None] = lambda text: None
    dated: bool = False
    refused: dict[Refused, None] = field(default_factory=dict)
    _budget: Budget | None = None
    _resolver: Resolver | None = None

    def during(self, red: datetime | None, green: datetime | None) -> Probes:
        """The same for a run at the moment `red` after one at `green`, unless somebody said otherwise."""
        self.moment, self.green = self.moment or red, self.green or green
        self.dated = True
        return self

    def providers(self) -> Mapping[str, Callable[..., object]]:
        """The facts that probes provide, by name."""
        return {
            "install_sets": self.install_sets,
            "resolutions": self.resolutions,
            "upstream": self.upstream,
            "absent_modules": self.absent_modules,
            "tool_reports": self.tool_reports,
            "lock_states": self.lock_states,
            "wheels": self.wheels,
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not answered, in sentences."""
        return tuple(f"not asked ({item.probe}): {item.why}" for item in self.refused)

    def install_sets(
        self, projects: Projects, job_runs: tuple[JobRun, ...], today: date
    ) -> tuple[InstallSet, ...]:
        """What each command of each job installs at once."""
        return install_sets(projects, job_runs, today)

    def resolutions(self, install_sets: tuple[InstallSet, ...], today: date) -> tuple[Resolution, ...]:
        """What becomes of each set."""
        self.say("asking whether it can be installed")
        moment, resolver = self._red(today), self._asking()
        return self._told(lambda asked: resolution(resolver, asked, moment), install_sets)

    def upstream(self, install_sets: tuple[InstallSet, ...], today: date) -> tuple[Change, ...]:
        """What changed upstream since it was green, or in the month before."""
        if self.dated and self.green is None:
            return ()
        self.say("asking what changed upstream")
        red, resolver = self._red(today), self._asking()
        green = self.green or red - _RECENT
        asked: dict[object, InstallSet] = {}
        for item in install_sets:
            if not item.open_ended:  # one Python stands for all
                asked.setdefault(frozenset((r.name, r.specifier) for r in item.requirements), item)
        return self._told(lambda item: changes(resolver, item, green, red), asked.values())

    def absent_modules(
        self,
        resolutions: tuple[Resolution, ...],
        tree: Tree,
        job_runs: tuple[JobRun, ...],
        imported: Imported,
        today: date,
    ) -> tuple[AbsentModule, ...]:
        """Modules that the versions which jobs install do not hold."""
        self.say("looking for modules in the wheels of what is installed")
        moment, resolver = self._red(today), self._asking()
        wheels = Wheels(Cache(cache_folder()), self._time().share(0.2), offline=self.offline)
        solved = {item.asked: item for item in resolutions if isinstance(item, Solved) and item.asked.job}
        wanted: dict[InstallSet, dict[Wanted, None]] = {item: {} for item in solved}
        for run in job_runs:
            found = dict.fromkeys(wanted_modules(tree, run, imported))
            for asked in solved:
                if asked.job == run.job.id and asked.python == (run.python or asked.python):
                    wanted[asked] |= found
        return self._told(
            lambda asked: absent(tuple(wanted[asked]), solved[asked], resolver, wheels, moment), solved
        )

    def tool_reports(self, tree: Tree, job_runs: tuple[JobRun, ...], today: date) -> tuple[ToolReport, ...]:
        """What the checkers of CI's version say."""
        self.say("running the checkers that CI runs")
        budget = self._time().share(0.5)
        checking = Checking(tree, self._red(today), Cache(cache_folder()), budget, offline=self.offline)
        asked = tuple(_worth_asking(checkers(tree, job_runs)))
        return self._told(checking.report, asked, _cores())

    def lock_states(self, tree: Tree) -> tuple[LockState, ...]:
        """Lock files that do not fit any more."""
        self.say("asking whether lock files fit")
        cache, budget = Cache(cache_folder()), self._time().share(0.2)
        return self._told(
            lambda path: lock_state(tree, path, cache, budget, offline=self.offline), tuple(lock_files(tree))
        )

    def wheels(self, tree: Tree, job_runs: tuple[JobRun, ...], today: date) -> tuple[WheelContents, ...]:
        """What build back ends put into the wheels of the projects that jobs install, and of the outermost one."""
        self.say("asking build back ends")
        budget = self._time().share(0.2)
        builder = Builder(tree, self._red(today), Cache(cache_folder()), budget, offline=self.offline)
        installed = {"", *(folder for run in job_runs for item in run.installs for folder in item.projects)}
        paths = tree.names.get("pyproject.toml", ())
        return self._told(
            builder.contents, [path for path in paths if path.rpartition("/")[0] in installed], _cores()
        )

    def _told(
        self,
        question: Callable[[_A], Iterator[_T | Refused]],
        asked: Iterable[_A],
        at_once: int = _AT_ONCE,
    ) -> tuple[_T, ...]:
        """The answers, in the order of the questions; refusals are kept for the notes."""
        found: list[_T] = []
        with ThreadPoolExecutor(at_once) as pool:
            for answers in pool.map(lambda item: list(question(item)), asked):
                for answer in answers:
                    if isinstance(answer, Refused):
                        self.refused[answer] = None
                    else:
                        found.append(answer)
        return tuple(found)

    def _asking(self) -> Resolver:
        if self._resolver is None:
            self._resolver = Resolver(Cache(cache_folder()), self._time(), offline=self.offline)
        return self._resolver

    def _time(self) -> Budget:
        if self._budget is None:
            self._budget = Budget(self.seconds, self.each)
        return self._budget

    def _red(self, today: date) -> datetime:
        if self.moment is not None:
            return self.moment
        end = datetime.combine(today, time.max, UTC).replace(microsecond=0)
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return min(end, now)


def _worth_asking(calls: Iterable[Checker]) -> Iterator[Checker]:
    """The calls that count; of a checker that has none the first one that nobody is seen to make."""
    seen: set[str] = set()
    for call in sorted(calls, key=lambda call: not call.certain):
        if call.certain or call.tool not in seen:
            yield call
        seen.add(call.tool)


def _cores() -> int:
    """How many questions that compute something are asked at the same time."""
    return os.cpu_count() or 1
