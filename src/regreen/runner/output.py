"""What a step prints: workflow commands are carried out, everything else goes to the log.

What each command does, and which are refused, follows actions/runner (Worker/ActionCommandManager.cs).
"""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

from regreen.runner.annotate import add_matchers, from_command, from_problem, remove_matchers
from regreen.runner.commands import NAMES, Command, parse_command
from regreen.runner.matchers import plain
from regreen.runner.state import JobState

_TAIL = 20  # lines that tell how a step ended
_LEVELS = ("error", "warning", "notice")
_UNSECURE = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
_DEPRECATED = (
    "The `{name}` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more"
    " information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-"
    "commands/"
)
_DISABLED = (
    "The `{name}` command is disabled. Please upgrade to using Environment Files or opt into unsecure command"
    " execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`. For more information"
    " see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/"
)


class StepOutput(Struct):
    """Reads the lines of one step. `failed` is set when a command was refused; `tail` are the last lines."""

    state: JobState
    env: dict[str, str]
    outputs: dict[str, str]
    saved: dict[str, str] = field(default_factory=dict)
    failed: bool = False
    lines: int = 0
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=_TAIL))
    _stop: str = ""
    _echo: bool = False

    def line(self, text: str) -> None:
        """Take one line."""
        self.lines += 1
        self.tail.append(text)
        command = parse_command(text, frozenset({self._stop})) if "::" in text or "##[" in text else None
        if command is None or (self._stop and command.name != self._stop):
            self._say(text)
            return
        if self._stop:
            self._stop = ""
            self.state.log.write(text)
            return
        if self._echo and command.name not in ("add-mask", "echo", "debug", *_LEVELS, "group", "endgroup"):
            self.state.log.write(text)
        self._act(command, text)

    def _say(self, text: str) -> None:
        """A line that is no command; one with which a matcher's problem ends is marked, as the runner does."""
        problem = self.state.matchers.problem(text)
        if problem is None:
            self.state.log.write(text)
        else:
            self.state.log.write(f"##[{problem.level}]{plain(text)}")
            from_problem(self.state, problem)

    def _act(self, command: Command, text: str) -> None:
        log, name = self.state.log, command.name
        if name in (*_LEVELS, "group", "endgroup"):
            log.write(f"##[{name}]{command.data}")
            if name in _LEVELS:
                from_command(self.state, command)
        elif name == "add-mask":
            self._mask(command.data)
        elif name == "stop-commands":
            self._pause(command.data, text)
        elif name in ("set-output", "save-state"):
            self._store(command, text)
        elif name in ("set-env", "add-path"):
            self._unsecure(command, text)
        elif name in ("add-matcher", "remove-matcher"):
            self._matchers(command, text)
        elif name == "echo":
            self._echo = command.data.strip().upper() == "ON"

    def _matchers(self, command: Command, text: str) -> None:
        act = (
            add_matchers(self.state, command.data)
            if command.name == "add-matcher"
            else remove_matchers(self.state, command)
        )
        if act:
            self._refuse(text, act)

    def _mask(self, value: str) -> None:
        if value.strip():
            self.state.masks.add(value)
        else:
            self.state.log.warning("Can't add secret mask for empty string in ##[add-mask] command.")

    def _pause(self, token: str, text: str) -> None:
        if not token or token.lower() in NAMES or token == "pause-logging":
            self._refuse(text, "Invalid stop-commands token. It must not be empty or the name of a command.")
            return
        self._stop = token.lower()
        self.state.log.write(text)

    def _store(self, command: Command, text: str) -> None:
        self.state.log.warning(_DEPRECATED.format(name=command.name))
        name = command.properties.get("name", "")
        if not name:
            self._refuse(text, f"Required field 'name' is missing in ##[{command.name}] command.")
            return
        (self.outputs if command.name == "set-output" else self.saved)[name] = command.data

    def _unsecure(self, command: Command, text: str) -> None:
        if self.env.get(_UNSECURE, "").lower() != "true":
            self._refuse(text, _DISABLED.format(name=command.name))
        elif command.name == "set-env":
            self.state.env[command.properties.get("name", "")] = command.data
        else:
            self.state.prepended.append(command.data)

    def _refuse(self, text: str, why: str) -> None:
        self.state.log.error(f"Unable to process command '{text}' successfully.")
        self.state.log.error(why)
        self.failed = True
