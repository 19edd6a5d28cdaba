"""Secrets in a text, replaced by `***` before anything else sees them.

Formats of tokens as their issuers publish them; besides these, whatever is assigned to a name that says it is
secret, and passwords in URLs. Logs come from strangers: a secret the CI service failed to mask must not spread.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern

MASK = "***"

_TOKEN = Pattern(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255}|gl(?:pat|ptt|rt|cbt|ft|soat)-[\w-]{16,}"
    r"|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"
    r"|sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{40,}|hf_[A-Za-z0-9]{20,}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_[a-f0-9]{40,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|dckr_pat_[\w-]{20,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,})"
)
_URL = Pattern(r"(?P<head>\b[a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s/:@'\"]{0,200}:)[^\s/@'\"]{1,500}(?=@)")
_HEADER = Pattern(r"(?P<head>\b(?:[Bb]earer|[Bb]asic|[Tt]oken) +)(?=[\w+/.=~-]*\d)[\w+/.=~-]{16,}")
_ASSIGNED = Pattern(
    r"(?P<head>(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
    r"[\w-]{0,24}['\"]?[ \t]{0,3}(?:=|:)[ \t]{0,3})(?P<quote>['\"]?)"
    r"(?!\*{3}|None\b|null\b|true\b|false\b|\$|<|\{|\[|%|str\b|os\.|self\.)[^\s'\",;)&]{6,500}",
    2,  # re.IGNORECASE
)
_KEY_BLOCK = Pattern(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*")
_NAMES = ("password", "passwd", "passphrase", "pwd", "secret", "token", "key", "credential")
_HINTS = ("_", "-", "://", "AKIA", "ASIA", "AIza", "eyJ", "SG.", "ya29", "=", ":", "earer", "asic")


def mask(text: str) -> str:
    """The text without secrets."""
    if not any(hint in text for hint in _HINTS):
        return text
    text = mask_tokens(text)
    if "://" in text:
        text = _URL.compiled.sub(r"\g<head>" + MASK, text)
    if "earer " in text or "asic " in text or "oken " in text:
        text = _HEADER.compiled.sub(r"\g<head>" + MASK, text)
    lower = text.lower()
    if any(name in lower for name in _NAMES):
        text = _ASSIGNED.compiled.sub(r"\g<head>\g<quote>" + MASK, text)
    return text


def mask_tokens(text: str) -> str:
    """The text without what its format alone shows to be secret: tokens and private keys.

    That is enough for a file of the repository, whose passwords of test services are to be seen and compared.
    """
    text = _TOKEN.compiled.sub(MASK, text)
    return _KEY_BLOCK.compiled.sub(MASK, text) if "PRIVATE KEY" in text else text
