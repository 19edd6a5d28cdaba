"""Tags that their owners took away, and what to write instead.

Sources: the tags of github.com/aquasecurity/trivy-action and setup-trivy before and after the incident of 2026-03-19
(trivy's discussion 10420, setup-trivy's issue 31), and the `uses:` in each tag's `action.yaml`. As of 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct


class WithdrawnTag(Struct, frozen=True):
    """Refs (a regular expression, of the ref or of the version it means) that cannot be resolved since `gone`:
    themselves, or (`inner`) because the action uses one that cannot. `instead` is the ref to write; `{ref}` in it is
    the old one.
    """

    refs: str
    gone: date
    instead: str
    inner: str = ""


_INCIDENT = date(2026, 3, 20)
_TAGS: Mapping[str, tuple[WithdrawnTag, ...]] = {
    "aquasecurity/trivy-action": (
        WithdrawnTag(r"0\.(?:2[789]|30)\.0", _INCIDENT, "v0.35.0"),
        WithdrawnTag(r"0\.(?!35\.0$)\d{1,2}\.\d{1,2}", _INCIDENT, "v{ref}"),
        WithdrawnTag(r"v0\.(?:2[789]|30)\.0", _INCIDENT, "v0.35.0", "aquasecurity/setup-trivy"),
    ),
    "aquasecurity/setup-trivy": (WithdrawnTag(r"v0\.(?:[01]\.\d{1,2}|2\.[0-5])", _INCIDENT, "v0.2.6"),),
}


def withdrawn_tag(action: str, ref: str, version: tuple[int, ...]) -> tuple[WithdrawnTag, str] | None:
    """Why a ref of an action (`owner/name`) cannot be used any more, and the ref to write instead.

    A commit's hash still resolves; but not what its version (that of the comment) uses inside.
    """
    hashed = re.fullmatch(r"[0-9a-f]{40}", ref) is not None
    name = f"v{'.'.join(map(str, version))}" if hashed and len(version) == 3 else ref
    for entry in _TAGS.get(action.lower(), ()):
        if re.fullmatch(entry.refs, name) and (entry.inner or not hashed):
            return entry, entry.instead.replace("{ref}", ref)
    return None
