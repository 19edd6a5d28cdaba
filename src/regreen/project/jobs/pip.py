"""pip, and what is called like it. Source: pip's reference, `pip install`."""

from __future__ import annotations

from collections.abc import Sequence

from regreen.project.jobs.arguments import read_arguments
from regreen.project.jobs.asked import ISOLATED, Asked, named, pip_requests, requirements

_VALUED = frozenset(
    str.split(
        """
        -r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f
        --find-links --prefix --root --platform --python-version --implementation --abi --only-binary --no-
        binary --progress-bar -C --config-settings --config-setting --global-option --install-option
        --cache-dir --timeout --retries --trusted-host --upgrade-strategy --log --proxy --src --group
        --report --use-feature --use-deprecated --python --exists-action --build-constraint --root-user-
        action --resume-retries --cert --client-cert
        """
    )
)
_PIPX = frozenset({"--spec", "--python", "--index-url", "-i", "--suffix", "--pip-args", "--preinstall"})


def pip(words: Sequence[str]) -> Asked | None:
    """The words behind `pip`."""
    arguments = read_arguments(words, _VALUED)
    command, operands = (arguments.operands[:1] or ("",))[0], arguments.operands[1:]
    rest = read_arguments(_after(words, command), _VALUED)
    if command == "uninstall":
        return Asked("pip", requirements(operands), uninstall=True, arguments=rest)
    if command == "sync":
        return Asked("pip-sync", tuple(named("file", operands or ("requirements.txt",))), arguments=rest)
    if command != "install" or rest.has("-t", "--target", "--dry-run", "--prefix", "--root"):
        return None
    return Asked("pip", pip_requests(rest), bare=rest.has("--no-deps"), arguments=rest)


def pip_sync(words: Sequence[str]) -> Asked:
    """`pip-sync` of pip-tools."""
    arguments = read_arguments(words, _VALUED | {"-a", "--pip-args"})
    files = arguments.operands or ("requirements.txt",)
    return Asked("pip-sync", tuple(named("file", files)), arguments=arguments)


def pipx(words: Sequence[str]) -> Asked | None:
    """`pipx install`, `pipx inject`, `pipx run`."""
    command, rest = (words[0] if words else ""), read_arguments(words[1:], _PIPX, stop=words[:1] == ["run"])
    if command in ("install", "inject", "upgrade"):
        return Asked("pipx", requirements(rest.operands), ISOLATED, arguments=rest)
    return None


def _after(words: Sequence[str], command: str) -> Sequence[str]:
    return words[words.index(command) + 1 :] if command in words else ()
