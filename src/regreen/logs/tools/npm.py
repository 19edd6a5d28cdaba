"""npm, Yarn, pnpm and Bun: what an install or a script refuses.

npm writes `npm ERR! ` up to version 9 and `npm error ` since 10; Yarn 1 `error `, Yarn 2 and later `➤ YN0028:`; pnpm
` ERR_PNPM_CODE  text`; Bun `error: `.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_TOOL = Category.MISSING_TOOL
_NET = Category.FLAKY_NETWORK
_NPM = r"^\s*npm (?:ERR!|error) "
_MORE = r"npm (?:ERR!|error) (?:Found|Could not resolve|peer|Conflicting|node_modules)"

TOOL = phrasebook(
    "npm",
    (
        phrase("peer-conflict", _DEPS, "ERESOLVE", _NPM + r"(?:code )?ERESOLVE(?: (?P<text>.+))?$", also=_MORE),
        phrase("lock-file-missing", Category.MISSING_FILE, "with an existing package-lock.json", r"can only install with an existing (?P<subject>package-lock\.json)"),
        phrase("lock-file-stale", _DEPS, "are in sync", r"can only install packages when your package\.json and (?P<subject>package-lock\.json)", also=r"(?:Missing|Invalid): \S+"),
        phrase("lock-file-stale", _DEPS, "needs to be updated, but yarn", r"(?P<subject>lockfile) needs to be updated, but"),
        phrase("lock-file-stale", _DEPS, "ERR_PNPM_OUTDATED_LOCKFILE", r"ERR_PNPM_OUTDATED_LOCKFILE"),
        phrase("lock-file-stale", _DEPS, "ERR_PNPM_LOCKFILE_CONFIG_MISMATCH", r"ERR_PNPM_LOCKFILE_CONFIG_MISMATCH"),
        phrase("lock-file-missing", Category.MISSING_FILE, "ERR_PNPM_NO_LOCKFILE", r"ERR_PNPM_NO_LOCKFILE"),
        phrase("lock-file-stale", _DEPS, ("YN0028", "The lockfile would have been modified"), r"The lockfile would have been (?:modified|created) by this install"),
        phrase("lock-file-stale", _DEPS, "lockfile had changes, but lockfile is frozen", r"lockfile had changes, but lockfile is frozen"),
        phrase("npm-package-not-found", _DEPS, ("404", "ETARGET"), _NPM + r"404\s+'?(?P<subject>@?[\w./-]+@[^'\s]*)'? is not in|" + _NPM + r"(?:notarget )?No matching version found for (?P<other>\S+?)\.?$"),
        phrase("npm-package-not-found", _DEPS, "notarget", _NPM + r"notarget No matching version found for (?P<subject>\S+?)\.?$"),
        phrase("npm-package-not-found", _DEPS, "is not in the npm registry", r"(?P<subject>@?[\w./-]+(?:@\S+)?) is not in (?:the|this) npm registry"),
        phrase("npm-package-not-found", _DEPS, ("ERR_PNPM_FETCH_404", "ERR_PNPM_NO_MATCHING_VERSION"), r"ERR_PNPM_(?:FETCH_404|NO_MATCHING_VERSION)\s+(?P<text>.+)", also=r"is not in the npm registry"),
        phrase("npm-package-not-found", _DEPS, "Couldn't find any versions for", r"Couldn't find any versions for \"(?P<subject>[^\"]+)\""),
        phrase("npm-package-not-found", _DEPS, "Couldn't find package", r"Couldn't find package \"(?P<subject>[^\"]+)\""),
        phrase("npm-package-not-found", _DEPS, "No version matching", r"^error: No version matching (?P<subject>.+?) found"),
        phrase("node-version-unsupported", Category.WORKFLOW_CONFIG, "EBADENGINE", r"npm (?:ERR!|error) code (?P<code>EBADENGINE)", also=r"npm (?:ERR!|error) (?:engine|notsup) "),
        phrase("node-version-unsupported", Category.WORKFLOW_CONFIG, "is incompatible with this module", r"The engine \"(?P<subject>\w+)\" is incompatible with this module"),
        phrase("node-version-unsupported", Category.WORKFLOW_CONFIG, "ERR_PNPM_UNSUPPORTED_ENGINE", r"ERR_PNPM_UNSUPPORTED_ENGINE\s+(?P<text>.+)", also=r"Expected version|Got: "),
        phrase("script-undefined", _TOOL, "issing script", r"[Mm]issing script: [\"']?(?P<subject>[\w:.-]+)"),
        phrase("script-undefined", _TOOL, "ERR_PNPM_NO_SCRIPT", r"ERR_PNPM_NO_SCRIPT\s+Missing script: (?P<subject>\S+)"),
        phrase("script-undefined", _TOOL, 'error Command "', r"^error Command \"(?P<subject>[\w:.-]+)\" not found"),
        phrase("script-undefined", _TOOL, "error: Script not found", r"error: Script not found \"(?P<subject>[^\"]+)\""),
        phrase("download-failed", _NET, ("ETIMEDOUT", "ECONNRESET", "EAI_AGAIN", "ERR_SOCKET_TIMEOUT", "ENOTFOUND"), r"npm (?:ERR!|error) (?:code|errno|network) (?P<text>.*\b(?:ETIMEDOUT|ECONNRESET|EAI_AGAIN|ERR_SOCKET_TIMEOUT|ENOTFOUND)\b.*)"),
        phrase("download-failed", _NET, "An unexpected error occurred:", r"An unexpected error occurred: \"?(?P<text>.*(?:ETIMEDOUT|ECONNRESET|ESOCKETTIMEDOUT|5\d\d ).*)"),
        phrase("download-failed", _NET, ("ERR_PNPM_FETCH_5", "ERR_PNPM_META_FETCH_FAIL"), r"ERR_PNPM_(?:FETCH_5\d\d|META_FETCH_FAIL)\s+(?P<text>.+)"),
        phrase("download-failed", _NET, ("downloading package manifest", "downloading tarball"), r"^error: (?P<text>(?:Connection\w+|FailedToOpenSocket|Timeout|\w*Unreachable|DNS\w*) downloading .+)"),
        phrase("download-failed", _NET, "error: GET http", r"^error: GET (?P<subject>http\S+) - (?P<text>5\d\d)"),
        phrase("npm-package-not-found", _DEPS, "error: GET http", r"^error: GET (?P<subject>http\S+) - (?P<text>404)"),
        phrase("npm-package-not-found", _DEPS, " failed to resolve", r"^error: (?P<subject>@?[\w./-]+@\S+) failed to resolve$"),
        phrase("source-build-failed", _DEPS, "gyp ERR! stack", r"(?P<subject>node-gyp|gyp) ERR! stack (?:Error: )?(?P<text>(?:not found: |.*[Ee]rror\b|`).*)"),
        phrase("index-refused", Category.PERMISSION_SECRET, ("E401", "E403", "ENEEDAUTH"), r"npm (?:ERR!|error) code (?P<code>E401|E403|ENEEDAUTH)", also=r"npm (?:ERR!|error) (?:40[13]|need auth|Unable to authenticate)"),
        phrase("npm-manifest-missing", Category.MISSING_FILE, "enoent", r"npm (?:ERR!|error) enoent .*open '(?P<subject>[^']*package\.json)'"),
        phrase("npm-manifest-missing", Category.MISSING_FILE, "ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND", r"No package\.json .*was found in \"(?P<subject>[^\"]+)\""),
        phrase("npm-manifest-missing", Category.MISSING_FILE, "Could not read package.json", r"npm (?:ERR!|error) Could not read package\.json: .*'(?P<subject>[^']+)'"),
        phrase("hash-mismatch", _DEPS, "EINTEGRITY", r"npm (?:ERR!|error) code (?P<code>EINTEGRITY)", also=r"integrity checksum failed"),
    ),
)  # fmt: skip
