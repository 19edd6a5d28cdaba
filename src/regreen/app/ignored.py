"""Causes that the settings declare to be none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from regreen.config import PATH, Config, Ignore
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import ConfigError
from regreen.model.finding import FileEvidence, Finding


def without_ignored(diagnosis: Diagnosis, config: Config) -> Diagnosis:
    """The diagnosis without ignored causes; its notes name each with the reason."""
    kept, notes = [], list(diagnosis.notes)
    for cause in diagnosis.causes:
        ignore = _ignore_of(config, cause)
        if ignore is None:
            kept.append(cause)
        else:
            notes.append(f"ignored: {cause.finding.title} ({cause.finding.rule}): {ignore.reason}")
    return replace(diagnosis, causes=tuple(kept), notes=tuple(notes))


def ignore_of(config: Config, finding: Finding) -> Ignore | None:
    """The entry of the settings that ignores a finding of the repository."""
    return _ignore_of(config, Cause(finding))


def check_rules(config: Config, ids: Sequence[str]) -> None:
    """Raise `ConfigError` where an ignored rule does not exist."""
    for ignore in config.ignore:
        if not any(fnmatchcase(name, ignore.rule) for name in ids):
            from difflib import get_close_matches  # only a mistake asks for it

            near = get_close_matches(ignore.rule, ids, 1, cutoff=0.0)[:1]
            hint = f"; the nearest is '{near[0]}'" if near else ""
            raise ConfigError(f"{PATH}: [tool.regreen] ignores the rule '{ignore.rule}', which is none{hint}")


def _ignore_of(config: Config, cause: Cause) -> Ignore | None:
    return next((one for one in config.ignore if _hits(one, cause)), None)


def _hits(ignore: Ignore, cause: Cause) -> bool:
    return (
        fnmatchcase(cause.finding.rule, ignore.rule)
        and (not ignore.path or any(fnmatchcase(path, ignore.path) for path in _paths(cause)))
        and (not ignore.job or (bool(cause.jobs) and all(fnmatchcase(job, ignore.job) for job in cause.jobs)))
    )


def _paths(cause: Cause) -> Iterable[str]:
    yield from (piece.path for piece in cause.finding.evidence if isinstance(piece, FileEvidence))
    if path := cause.finding.data.get("path"):
        yield path
