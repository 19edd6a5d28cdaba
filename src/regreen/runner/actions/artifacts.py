"""actions/upload-artifact and download-artifact, version 4 and later: names are taken once, files come as they lay.

Versions 1 to 3 were shut down; they fail as they do on GitHub.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from regreen.model.run import Outcome
from regreen.runner.glob import Matcher, name_expression
from regreen.runner.state import ActionFailed, Call, Unsupported

_BAD = re.compile(r'["\:<>|*?\r\n\\/]')
_SHUT_DOWN = re.compile(r"v[123](\..*)?")


def upload(call: Call) -> Outcome:
    """Inputs: name, path, if-no-files-found, overwrite, include-hidden-files."""
    _current(call)
    name = call.text("name", "artifact")
    if _BAD.search(name):
        raise ActionFailed(
            f'The artifact name is not valid: {name}. Contains one of the characters " : < > | * ? \\ /'
        )
    patterns = call.lines("path")
    if not patterns:
        raise ActionFailed("Input required and not supplied: path")
    workspace = call.state.workspace
    matcher = Matcher(patterns, workspace.checkout, str(workspace.home))
    files = [
        path for path in matcher.files() if call.flag("include-hidden-files") or not _hidden(path, matcher)
    ]
    if not files:
        return _none_found(call)
    target = call.state.folder.artifacts / name
    if target.exists():
        if not call.flag("overwrite"):
            raise ActionFailed(
                "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact"
                " with this name already exists on the workflow run"
            )
        shutil.rmtree(target)
    _copy(files, _root(matcher, files), target)
    call.outputs.update({"artifact-id": "1", "artifact-url": "", "artifact-digest": ""})
    call.state.log.write(f"Artifact {name} has been successfully uploaded! {len(files)} files")
    return Outcome.SUCCESS


def _none_found(call: Call) -> Outcome:
    text = (
        f"No files were found with the provided path: {call.inputs.get('path', '').strip()}."
        " No artifacts will be uploaded."
    )
    wish = call.text("if-no-files-found", "warn")
    if wish == "error":
        raise ActionFailed(text)
    if wish == "warn":
        call.state.log.warning(text)
    else:
        call.state.log.write(text)
    return Outcome.SUCCESS


def _hidden(path: Path, matcher: Matcher) -> bool:
    for start in matcher.starts:
        if path.is_relative_to(start):
            return any(part.startswith(".") for part in path.relative_to(start).parts)
    return False


def _root(matcher: Matcher, files: list[Path]) -> Path:
    """What is left out of the paths in the artifact: the deepest folder that all search paths share."""
    starts = [start if start.is_dir() else start.parent for start in matcher.starts]
    if len(starts) == 1 and len(files) == 1 and matcher.starts[0].is_file():
        return files[0].parent
    return Path(os.path.commonpath(starts))


def _copy(files: Iterable[Path], root: Path, target: Path) -> None:
    for path in files:
        place = target / path.relative_to(root) if path.is_relative_to(root) else target / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def download(call: Call) -> Outcome:
    """Inputs: name, pattern, path, merge-multiple; artifacts of other runs cannot be had."""
    _current(call)
    for name in ("run-id", "repository", "artifact-ids"):
        if call.text(name):
            raise Unsupported(f"'{name}' asks for an artifact of another run")
    store, state = call.state.folder.artifacts, call.state
    path = call.text("path", ".")
    target = (state.workspace.checkout / path.replace("~", str(state.workspace.home), 1)).resolve()
    names = sorted(item.name for item in store.iterdir()) if store.is_dir() else []
    wanted = call.text("name")
    if wanted:
        if wanted not in names:
            raise ActionFailed(
                "Unable to download artifact(s): Artifact not found for name: "
                f"{wanted}\n        Please ensure that your artifact is not expired and the artifact was uploaded"
                " using a compatible version of toolkit/upload-artifact."
            )
        shutil.copytree(store / wanted, target, dirs_exist_ok=True)
    else:
        pattern = call.text("pattern")
        chosen = [name for name in names if not pattern or name_expression(pattern).fullmatch(name)]
        for name in chosen:
            place = target if call.flag("merge-multiple") else target / name
            shutil.copytree(store / name, place, dirs_exist_ok=True)
        state.log.write(f"Total of {len(chosen)} artifact(s) downloaded")
    call.outputs["download-path"] = str(target)
    return Outcome.SUCCESS


def _current(call: Call) -> None:
    if _SHUT_DOWN.fullmatch(call.uses.ref):
        raise ActionFailed(
            "This request has been automatically failed because it uses a deprecated version of"
            f" `{call.step.uses.replace('@', ': ')}`. Learn more:"
            " https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/"
        )
