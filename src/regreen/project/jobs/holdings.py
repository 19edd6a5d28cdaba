"""What environments hold beside what they were asked to hold, and where a call's program comes from."""

from __future__ import annotations

from regreen.project.closure import Closure, Dependencies
from regreen.project.distributions import STANDARD_LIBRARY, is_provided
from regreen.project.jobs.model import Call, Environment
from regreen.project.tools import brings
from regreen.project.tree import Tree


class Holdings:
    """Answers what environments hold."""

    def __init__(self, tree: Tree) -> None:
        self.dependencies = Dependencies(tree)
        self._known: dict[int, tuple[Environment, Closure]] = {}

    def closure(self, environment: Environment) -> Closure:
        """Everything that an environment holds, as far as it is known."""
        found = self._known.get(id(environment))
        if found is None:
            wanted = ((item.name, item.extras, item.bare) for item in environment.installed)
            found = environment, self.dependencies.closure(wanted)
            self._known[id(environment)] = found
        return found[1]

    def modules(self, environment: Environment) -> frozenset[str]:
        """The distributions whose modules can be imported: all but those that only bring programs."""
        tools = {item.name for item in environment.installed if item.url == "tool"}
        kept = {item.name for item in environment.installed if item.url != "tool"}
        return self.closure(environment).names - (tools - kept)

    def runs_in(self, call: Call) -> Environment | None:
        """The environment in which a call's program runs; None where nothing seems to have it."""
        if call.program == "python":
            return call.environments[0]
        wanted = brings(call.program)
        for environment in call.environments:
            if not self.closure(environment).names.isdisjoint(wanted):
                return environment
        return None

    def lacks(self, environment: Environment, module: str) -> bool:
        """Whether nothing that an environment holds is known to provide a module."""
        return module not in STANDARD_LIBRARY and not is_provided(module, self.modules(environment))


def command_of(call: Call) -> tuple[str, tuple[str, ...], bool]:
    """The program that really works, its words, and whether it is started as a module: `python -m pytest`."""
    if call.program == "python" and call.arguments[:1] == ("-m",) and len(call.arguments) > 1:
        return call.arguments[1], call.arguments[2:], True
    return call.program, call.arguments, False
