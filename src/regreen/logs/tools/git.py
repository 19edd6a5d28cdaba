"""git: pushes that are refused, credentials that are missing, paths and references that are not there.

Formats as git's `builtin/` and `remote-curl.c` write them, and GitHub's `remote: ` answers.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_SECRET = Category.PERMISSION_SECRET
_OTHER = Category.OTHER
_FILE = Category.MISSING_FILE

TOOL = phrasebook(
    "git",
    (
        phrase("push-forbidden", _SECRET, ("GH006", "GH013"), r"(?P<code>GH006|GH013):", also=r"remote: - |protected branch hook|push declined"),
        phrase("push-forbidden", _SECRET, "protected branch", r"! \[remote rejected\] .*\((?P<text>(?:protected branch|push declined)[^)]*)\)"),
        phrase("push-too-large", _OTHER, "GH001", r"GH001: (?P<text>.+)", also=r"exceeds GitHub's"),
        phrase("push-blocked-by-secret", Category.SECURITY_SCAN, "GITHUB PUSH PROTECTION", r"GITHUB PUSH PROTECTION", also=r"—— |locations:"),
        phrase("push-outdated", _OTHER, "! [rejected]", r"! \[rejected\]\s+(?P<subject>\S+ -> \S+) \((?P<text>fetch first|non-fast-forward|stale info|already exists)[^)]*\)"),
        phrase("push-declined", _OTHER, "pre-receive hook declined", r"! \[remote rejected\] (?P<subject>.+?) \(pre-receive hook declined\)"),
        phrase("push-declined", _OTHER, "src refspec", r"error: src refspec (?P<subject>\S+) does not match any"),
        phrase("git-auth", _SECRET, "could not read Username for", r"fatal: could not read Username for '(?P<subject>[^']+)'"),
        phrase("git-auth", _SECRET, "could not read Password for", r"fatal: could not read Password for '(?P<subject>[^']+)'"),
        phrase("git-auth", _SECRET, "Authentication failed for", r"fatal: Authentication failed for '(?P<subject>[^']+)'"),
        phrase("git-auth", _SECRET, ("Permission denied (publickey", "Host key verification failed"), r"(?P<subject>Permission denied \(publickey[^)]*\)|Host key verification failed)"),
        phrase("git-auth", _SECRET, "Repository not found", r"(?:remote|ERROR): Repository not found", also=r"fatal: repository '"),
        phrase("git-auth", _SECRET, "Please make sure you have the correct access rights", r"Please make sure you have the correct access rights"),
        phrase("lfs-budget", _SECRET, ("over its data quota", "exceeded its LFS budget"), r"over its data quota|exceeded its LFS budget"),
        phrase("pathspec-missing", _FILE, ("fatal: pathspec '", "error: pathspec '"), r"(?:fatal|error): pathspec '(?P<subject>[^']+)' did not match any"),
        phrase("git-reference-missing", _FILE, ("couldn't find remote ref", "Remote branch"), r"fatal: couldn't find remote ref (?P<subject>\S+)|fatal: Remote branch (?P<branch>\S+) not found"),
        phrase("git-reference-missing", _FILE, "ambiguous argument", r"fatal: ambiguous argument '(?P<subject>[^']+)': unknown revision"),
        phrase("git-reference-missing", _FILE, "did not contain", r"did not contain (?P<subject>[0-9a-f]{40})"),
        phrase("git-reference-missing", _FILE, "reference is not a tree", r"fatal: reference is not a tree: (?P<subject>\w+)"),
        phrase("git-reference-missing", _FILE, "no submodule mapping found", r"fatal: No url found for submodule path '(?P<subject>[^']+)'|fatal: no submodule mapping found in \.gitmodules for path '(?P<path>[^']+)'"),
        phrase("git-reference-missing", _FILE, "No url found for submodule", r"fatal: No url found for submodule path '(?P<subject>[^']+)'"),
        phrase("git-local-changes", _OTHER, ("would be overwritten by", "cannot pull with rebase", "cannot rebase:"), r"error: (?P<text>(?:Your local changes to the following files|The following untracked working tree files) would be overwritten by \w+)|error: (?P<other>cannot (?:pull with rebase|rebase): .+)"),
        phrase("git-merge-conflict", _OTHER, ("Automatic merge failed", "could not apply", "CONFLICT ("), r"Automatic merge failed; fix conflicts|error: could not apply (?P<subject>\w+)|^CONFLICT \([^)]+\): (?P<text>.+)"),
        phrase("git-merge-conflict", _OTHER, "refusing to merge unrelated histories", r"fatal: refusing to merge unrelated histories"),
        phrase("git-merge-conflict", _OTHER, ("Not possible to fast-forward", "Need to specify how to reconcile"), r"fatal: (?P<text>Not possible to fast-forward.*|Need to specify how to reconcile.*)"),
        phrase("git-identity-missing", _OTHER, ("Author identity unknown", "Please tell me who you are", "empty ident name"), r"Author identity unknown|Please tell me who you are|fatal: empty ident name"),
        phrase("git-nothing-to-commit", _OTHER, "nothing to commit", r"^nothing (?:added )?to commit"),
        phrase("git-dubious-ownership", _OTHER, "detected dubious ownership", r"fatal: detected dubious ownership in repository at '(?P<subject>[^']+)'"),
        phrase("not-a-git-repository", _OTHER, "not a git repository", r"fatal: not a git repository"),
        phrase("download-failed", Category.FLAKY_NETWORK, ("RPC failed", "early EOF", "Could not resolve host: git", "unable to access 'https"), r"error: RPC failed; (?P<text>.+)|fatal: early EOF|fatal: unable to access '(?P<subject>[^']+)': (?P<why>(?:Could not resolve|Failed to connect|The requested URL returned error: 5\d\d|OpenSSL|GnuTLS|Recv failure|Operation timed out|Connection).*)"),
        phrase("git-auth", _SECRET, "The requested URL returned error: 403", r"fatal: unable to access '(?P<subject>[^']+)': The requested URL returned error: 403"),
    ),
)  # fmt: skip
