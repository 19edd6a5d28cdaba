"""Publishing to a package index: twine, `uv publish`, `poetry publish` and the action that uploads to PyPI.

Formats as `twine/exceptions.py` and `commands/upload.py`, and the action's `oidc-exchange.py` and `twine-upload.sh` write them.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_SECRET = Category.PERMISSION_SECRET

TOOL = phrasebook(
    "publish",
    (
        phrase("version-already-published", Category.OTHER, "File already exists", r"(?:400 .*)?File already exists(?: \('?(?P<subject>[^'\s,)]+))?"),
        phrase("version-already-published", Category.OTHER, "This filename has already been used", r"This filename has already been used"),
        phrase("publish-denied", _SECRET, "Trusted publishing exchange failure", r"Trusted publishing exchange failure", also=r"`?invalid-\w+`?:|Token request failed|not-pending|id-token"),
        phrase("publish-denied", _SECRET, ("OpenID Connect token retrieval failed", "OIDC token is unavailable"), r"OpenID Connect token retrieval failed|OIDC token is unavailable", also=r"id-token|permission"),
        phrase("publish-denied", _SECRET, "Invalid or non-existent authentication information", r"(?:HTTPError: )?403 .*|Invalid or non-existent authentication information"),
        phrase("publish-denied", _SECRET, "403 Forbidden from https", r"403 Forbidden from (?P<subject>https\S+)"),
        phrase("publish-denied", _SECRET, "403 Client Error", r"HTTPError: 403 Client Error: (?P<text>.+?) for url: (?P<subject>\S+)"),
        phrase("publish-denied", _SECRET, "isn't allowed to upload to project", r"The user '[^']*' isn't allowed to upload to project '(?P<subject>[^']+)'"),
        phrase("publish-denied", _SECRET, ("npm ERR! code ENEEDAUTH", "npm error code ENEEDAUTH"), r"code (?P<code>ENEEDAUTH)"),
        phrase("publish-refused", Category.PACKAGING_CONFIG, "400 Bad Request from https", r"HTTPError: (?P<text>400 Bad Request from (?P<subject>https\S+))", also=r"\S"),
        phrase("publish-refused", Category.PACKAGING_CONFIG, "InvalidDistribution: ", r"InvalidDistribution: (?P<text>.+)"),
        phrase("publish-refused", Category.PACKAGING_CONFIG, "failed. The description", r"(?P<text>`long_description` has syntax errors.*)"),
        phrase("publish-nothing", Category.OTHER, "Cannot find file (or expand pattern)", r"Cannot find file \(or expand pattern\): '(?P<subject>[^']+)'"),
    ),
)  # fmt: skip
