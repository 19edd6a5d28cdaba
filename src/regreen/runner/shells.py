"""How `shell:` becomes a command line.

Table: actions/runner, Worker/Handlers/ScriptHandlerHelpers.cs. A script without a shell runs under `bash -e`, one
that names bash under `bash --noprofile --norc -e -o pipefail`: only the second sees a failure on the left of a pipe.
"""

from __future__ import annotations

import shlex
import shutil

from msgspec import Struct

_ARGUMENTS = {
    "bash": "--noprofile --norc -e -o pipefail {0}",
    "sh": "-e {0}",
    "python": "{0}",
    "pwsh": "-command \". '{0}'\"",
    "powershell": "-command \". '{0}'\"",
}
_EXTENSIONS = {"bash": ".sh", "sh": ".sh", "python": ".py", "pwsh": ".ps1", "powershell": ".ps1"}
_POWERSHELL = ("pwsh", "powershell")


class ShellError(ValueError):
    """The shell is not there, or `shell:` is not valid; the text is one for a log."""


class Shell(Struct, frozen=True):
    """A shell that was found. `shown` is what the log says of it, with `{0}` where the script goes."""

    program: str
    arguments: str
    name: str

    @property
    def shown(self) -> str:
        """The command line as the log shows it."""
        return f"{self.program} {self.arguments}"

    @property
    def extension(self) -> str:
        """What the script's file name ends with."""
        return _EXTENSIONS.get(self.name, "")

    def command(self, script: str) -> list[str]:
        """The words that run a script file."""
        return [self.program, *(word.replace("{0}", script) for word in shlex.split(self.arguments))]

    def script(self, text: str) -> str:
        """The text as it is written to the file."""
        text = text.replace("\r\n", "\n")
        if self.name not in _POWERSHELL:
            return text
        end = "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }"
        return f"$ErrorActionPreference = 'stop'\n{text}\n{end}"


def find_shell(wanted: str, path: str) -> Shell:
    """The shell for a `shell:` (empty: none is named), looked for in `path`. Raises `ShellError`."""
    if not wanted:
        bash = shutil.which("bash", path=path)
        return Shell(bash, "-e {0}", "bash") if bash else _found("sh", _ARGUMENTS["sh"], path)
    name, _, arguments = wanted.strip().partition(" ")
    if not arguments.strip():
        if name.lower() not in _ARGUMENTS:
            raise ShellError(_INVALID)
        return _found(name.lower(), _ARGUMENTS[name.lower()], path)
    if "{0}" not in arguments:
        raise ShellError(_INVALID)
    return _found(name, arguments.strip(), path)


_INVALID = (
    "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string"
    " containing '{0}'"
)


def _found(name: str, arguments: str, path: str) -> Shell:
    program = shutil.which(name, path=path)
    if program is None:
        raise ShellError(f"{name}: command not found")
    return Shell(program, arguments, name)
