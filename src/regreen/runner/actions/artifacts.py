"""actions/upload-artifact and download-artifact, version 4 and later: names are taken once, files come as they lay.

Versions 1 to 3 were shut down; they fail as they do on GitHub.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from regreen.model.run import Outcome
from regreen.runner.glob import Matcher, name_expression
from regreen.runner.state import ActionFailed, Call, Unsupported

_BAD = re.compile(r'["\:<>|*?\r\n\\/]')
_BAD_PATH = re.compile(r'["\:<>|*?\r\n]')
_WITH_HIDDEN = re.compile(r"v4\.[0-3](\.\d+)?")  # hidden files were left out from 4.4 on
_NOT_FOUND = (
    "Unable to download artifact(s): Artifact not found for name: {name}\n        Please ensure that your artifact is"
    " not expired and the artifact was uploaded using a compatible version of toolkit/upload-artifact."
)
_SHUT_DOWN = re.compile(r"v[123](\..*)?")


def upload(call: Call) -> Outcome:
    """Inputs: name, path, if-no-files-found, overwrite, include-hidden-files, archive."""
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
    with_hidden = call.flag("include-hidden-files") or bool(_WITH_HIDDEN.fullmatch(call.uses.ref))
    files = [path for path in matcher.files() if with_hidden or not _hidden(path, matcher)]
    if not files:
        return _none_found(call)
    if not call.flag("archive", True):
        if len(files) > 1:
            raise ActionFailed("When 'archive' is set to false, only a single file can be uploaded")
        name = files[0].name
    if bad := next((path for path in files if _BAD_PATH.search(str(path))), None):
        raise ActionFailed(f"The path for one of the files in artifact is not valid: {bad}")
    target = call.state.folder.artifacts / name
    if target.exists():
        if not call.flag("overwrite"):
            raise ActionFailed(
                "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact"
                " with this name already exists on the workflow run"
            )
        shutil.rmtree(target)
    _copy(files, _root(matcher, files), target)
    call.outputs.update(
        {"artifact-id": str(_number(target)), "artifact-url": "", "artifact-digest": _digest(files)}
    )
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
    """Whether its name or a folder's on the way from where the search starts is hidden, the start's own included."""
    for start in matcher.starts:
        if path.is_relative_to(start):
            return any(part.startswith(".") for part in (start.name, *path.relative_to(start).parts))
    return False


def _number(target: Path) -> int:
    """The id of an artifact: artifacts are numbered as they come."""
    ids = target.parent.with_name("artifact-ids")
    names = ids.read_text().splitlines() if ids.is_file() else []
    ids.write_text("\n".join([*names, target.name]) + "\n")
    return len(names) + 1


def _named(store: Path, number: str) -> str:
    ids = store.with_name("artifact-ids")
    names = ids.read_text().splitlines() if ids.is_file() else []
    return names[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(names) else ""


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
    """Inputs: name, artifact-ids, pattern, path, merge-multiple; artifacts of other runs cannot be had."""
    _current(call)
    own = {"run-id": "1", "repository": call.state.origin.slug}
    for name, value in own.items():
        if call.text(name, value).lower() != value.lower():
            raise Unsupported(f"'{name}' asks for an artifact of another run")
    store, state = call.state.folder.artifacts, call.state
    path = call.text("path", ".")
    target = (state.workspace.checkout / path.replace("~", str(state.workspace.home), 1)).resolve()
    names = sorted(item.name for item in store.iterdir()) if store.is_dir() else []
    call.outputs["download-path"] = str(target)
    if wanted := call.text("name"):
        if wanted not in names:
            raise ActionFailed(_NOT_FOUND.format(name=wanted))
        _place(store / wanted, target)
        return Outcome.SUCCESS
    chosen, alone = _chosen(call, store, names)
    if not chosen:
        state.log.warning("No artifacts found with the given pattern or ids")
    for name in chosen:
        _place(store / name, target if alone or call.flag("merge-multiple") else target / name)
    state.log.write(f"Total of {len(chosen)} artifact(s) downloaded")
    return Outcome.SUCCESS


def _chosen(call: Call, store: Path, names: list[str]) -> tuple[list[str], bool]:
    """The artifacts that are meant, and whether a single one goes into the path itself (from version 5 on)."""
    if ids := re.split(r"[,\s]+", call.text("artifact-ids")) if call.text("artifact-ids") else []:
        chosen = [_named(store, one) for one in ids]
        if not all(chosen):
            raise ActionFailed(f"None of the provided artifact IDs were found: {', '.join(ids)}")
        return chosen, len(chosen) == 1
    pattern = call.text("pattern")
    return [name for name in names if not pattern or name_expression(pattern).fullmatch(name)], False


def _place(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, dirs_exist_ok=True)


def _current(call: Call) -> None:
    if _SHUT_DOWN.fullmatch(call.uses.ref):
        raise ActionFailed(
            "This request has been automatically failed because it uses a deprecated version of"
            f" `{call.step.uses.replace('@', ': ')}`. Learn more:"
            " https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/"
        )
