"""What a job's steps need and its environments do not hold: modules and programs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.project.distributions import STANDARD_LIBRARY, distribution_of, is_provided, providers
from regreen.project.imports import imports
from regreen.project.jobs.holdings import Holdings, command_of
from regreen.project.jobs.known import HOSTED_PROGRAMS
from regreen.project.jobs.model import Call, Environment, JobRun
from regreen.project.modules import Modules
from regreen.project.namespaced import SHARED, below_shared
from regreen.project.pytest_files import Collection, collection
from regreen.project.reach import Outside, Reach
from regreen.project.toolconfig import ToolConfig, tool_config
from regreen.project.tools import brings
from regreen.project.tree import Tree

_SHARED = frozenset(
    str.split(
        "google azure zope backports sphinxcontrib jaraco opentelemetry paste pkg_resources setuptools pip airflow"
    )
)
"""Names below which many distributions put their modules, or that come with Python itself."""
_MANY = 2  # dependents of a distribution from which on any other one may bring it, too
_PYTEST = ("pytest", "py.test")


class MissingModule(Struct, frozen=True):
    """A module that a call imports and its environment lacks; `open` are the distributions there that may bring
    it after all. `certain`: nobody can think of a way in which it is there.
    """

    module: str
    distribution: str
    found: Outside
    run: JobRun
    call: Call
    environment: Environment
    open: frozenset[str]
    certain: bool


class MissingTool(Struct, frozen=True):
    """A program that no environment of a call's search path has. `elsewhere` is an environment that has it."""

    program: str
    distributions: tuple[str, ...]
    run: JobRun
    call: Call
    environment: Environment
    open: frozenset[str]
    elsewhere: Environment | None
    module: bool


class Lacking:
    """Looks for what is missing in the jobs of a tree."""

    def __init__(self, tree: Tree, holdings: Holdings, modules: Modules) -> None:
        self.tree, self.holdings, self.modules = tree, holdings, modules
        self._reach = Reach(tree, modules)
        self._collected: dict[tuple[tuple[str, ...], str], Collection] = {}
        self._modules: tuple[MissingModule, ...] | None = None
        self._configs: dict[str, ToolConfig] = {}
        self._reached: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def collected(self, call: Call) -> Collection | None:
        """What a call of pytest collects; None where it calls something else, or in a folder that is made meanwhile."""
        program, words, _ = command_of(call)
        if program not in _PYTEST or not (not call.directory or self.tree.is_dir(call.directory)):
            return None
        key = (words, call.directory)
        if key not in self._collected:
            self._collected[key] = collection(self.tree, words, call.directory, self.config)
        return self._collected[key]

    def config(self, folder: str) -> ToolConfig:
        """What tools find that are run in a folder."""
        if folder not in self._configs:
            self._configs[folder] = tool_config(self.tree, folder)
        return self._configs[folder]

    def reached(self, call: Call) -> dict[str, tuple[str, ...]]:
        """The files that a call imports, each with those through which."""
        starts, _ = self._starts(call)
        if starts not in self._reached:
            self._reached[starts] = self._reach.reached(starts)
        return self._reached[starts]

    def outside(self, path: str, chain: tuple[str, ...], module: str) -> Outside | None:
        """The statement in a file that imports a module."""
        return self._reach.outside(path, chain, module)

    def leads(self, chain: Sequence[str]) -> bool:
        """Whether each file of a chain surely imports the next."""
        return self._reach.leads(chain)

    def missing_modules(self, runs: Sequence[JobRun]) -> tuple[MissingModule, ...]:
        """Modules that surely are imported and that nothing provides."""
        if self._modules is None:
            self._modules = tuple(self._missing_modules(runs))
        return self._modules

    def _missing_modules(self, runs: Sequence[JobRun]) -> Iterator[MissingModule]:
        for run in runs:
            if run.foreign:
                continue
            for call in run.calls:
                starts, exact = self._starts(call)
                environment = self.holdings.runs_in(call) if starts else None
                if environment is not None and not environment.unknown and self._has_tool(call, environment):
                    yield from self._of_call(run, call, environment, starts, exact=exact)

    def missing_tools(self, runs: Sequence[JobRun]) -> Iterator[MissingTool]:
        """Programs that no environment in sight has."""
        for run in runs:
            for call in () if run.foreign else run.calls:
                program, _, module = command_of(call)
                wanted = brings(program) or (self._providing(program) if module else ())
                seen = call.environments[:1] if module else call.environments
                unknown = any(environment.unknown for environment in seen)
                hosted = not module and run.system and program in HOSTED_PROGRAMS
                if not wanted or call.conditional or unknown or hosted or self._is_own(program):
                    continue
                held = [self.holdings.closure(environment) for environment in seen]
                if all(closure.names.isdisjoint(wanted) for closure in held):
                    unsure = frozenset(name for closure in held for name in closure.open)
                    others = self._others(run, call, wanted) if module else None
                    yield MissingTool(program, wanted, run, call, seen[0], unsure, others, module)

    def _providing(self, module: str) -> tuple[str, ...]:
        """The distributions that bring a module which is started: `python -m build`."""
        top = module.partition(".")[0]
        if top in STANDARD_LIBRARY or top in _SHARED:
            return ()
        found = tuple(sorted(providers(top)))
        return found if any(self.holdings.dependencies.knows(name) for name in found) else ()

    def _has_tool(self, call: Call, environment: Environment) -> bool:
        """Whether what is started as a module is there itself."""
        wanted = brings(command_of(call)[0])
        return not wanted or not self.holdings.closure(environment).names.isdisjoint(wanted)

    def _others(self, run: JobRun, call: Call, wanted: Sequence[str]) -> Environment | None:
        for environment in call.environments[1:]:
            if not self.holdings.closure(environment).names.isdisjoint(wanted):
                return environment
        return None

    def _is_own(self, program: str) -> bool:
        """Whether the tree itself has a module of this name."""
        return bool(self.modules.roots_of(program.replace("-", "_")))

    def _starts(self, call: Call) -> tuple[tuple[str, ...], bool]:
        """The files with which a call begins to import, and whether these are all known."""
        found = self.collected(call)
        if found is not None:
            return found.modules, found.exact and call.certain
        program, words, module = command_of(call)
        if program == "python" and words[:1] == ("-c",) and len(words) > 1:
            return self._reach.named_in(words[1]), call.certain and "try:" not in words[1]
        options: tuple[str, ...] = ()
        if module:
            path = program.replace(".", "/")
            options = (f"{path}/__main__.py", f"{path}.py", f"src/{path}/__main__.py", f"src/{path}.py")
        elif program == "python" and words and words[0].endswith(".py"):
            options = (words[0],)
        elif program in ("uvicorn", "gunicorn", "hypercorn"):
            target = next((word for word in words if ":" in word and "/" not in word), "")
            options = (target.partition(":")[0].replace(".", "/") + ".py",) if target else ()
        places = (posixpath.normpath(posixpath.join(call.directory, option)) for option in options)
        chosen = next((place for place in places if place in self.tree), "")
        return ((chosen,) if chosen else ()), call.certain

    def _of_call(
        self, run: JobRun, call: Call, environment: Environment, starts: tuple[str, ...], *, exact: bool
    ) -> Iterator[MissingModule]:
        held = self.holdings.modules(environment)
        unsure = self.holdings.closure(environment).open
        judged: dict[str, bool] = {}
        for path, chain in self.reached(call).items():
            for module in sorted(self._reach.foreign(path)):
                for dotted, name, found in self._below(module, path, chain) if module in SHARED else ():
                    if not judged.setdefault(dotted, name in held or _may_bring(unsure, name)):
                        judged[dotted] = True
                        certain = exact and not unsure
                        yield MissingModule(dotted, name, found, run, call, environment, unsure, certain)
                if module not in judged:
                    judged[module] = module in STANDARD_LIBRARY or is_provided(module, held)
                if judged[module] or module in _SHARED:
                    continue
                outside = self._reach.outside(path, chain, module)
                if outside is None or not outside.certain or not self._is_plausible(module, unsure):
                    continue
                judged[module] = True  # one place is enough
                certain = exact and not unsure
                yield MissingModule(
                    module, distribution_of(module), outside, run, call, environment, unsure, certain
                )

    def _below(self, top: str, path: str, chain: tuple[str, ...]) -> Iterator[tuple[str, str, Outside]]:
        """The imports of a file below a name that many distributions share: module, distribution, statement."""
        source = self.tree.source(path)
        first = self._reach.outside(path, chain, top) if source is not None else None
        if source is None or first is None or not first.certain:
            return
        for item in imports(source):
            if item.runs and item.top == top:
                dotted, name = below_shared(item.module, item.name)
                if name:
                    yield dotted, name, Outside(dotted, item, chain, True)

    def _is_plausible(self, module: str, unsure: frozenset[str]) -> bool:
        """Whether it is likely that nothing brings a module: it is one of a known distribution, and where the
        environment holds some whose dependencies nobody knows, it is not one that many others bring.
        """
        known = [name for name in providers(module) if self.holdings.dependencies.knows(name)]
        if not known or not unsure:
            return bool(known)
        if any(len(self.holdings.dependencies.parents(name)) > _MANY for name in known):
            return False
        return not any(_related(name, other) for name in known for other in unsure)


def _may_bring(unsure: frozenset[str], name: str) -> bool:
    """Whether one of the distributions whose dependencies nobody knows may bring this one."""
    return any(_related(name, other) or "google" in other or "cloud" in other for other in unsure)


def _related(name: str, other: str) -> bool:
    """Whether two names look as if one of them brings the other."""
    parts = {part for part in name.split("-") if len(part) > 3}
    return name.startswith(other) or other.startswith(name) or any(part in other for part in parts)
