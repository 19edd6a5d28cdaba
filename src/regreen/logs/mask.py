"""Secrets in a text, replaced by `***` before anything else sees them.

Formats of tokens as their issuers publish them; besides these, whatever is assigned to a name that says it is
secret, and passwords in URLs. Logs come from strangers: a secret the CI service failed to mask must not spread.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern

MASK = "***"

# What a token begins with -> what follows; `\b` would miss one that is glued to a name with an underscore.
_FORMATS = {
    **dict.fromkeys(("gho_", "ghp_", "ghr_", "ghs_", "ghu_"), r"[A-Za-z0-9]{20,255}"),
    "github_pat_": r"[A-Za-z0-9_]{22,255}",
    **dict.fromkeys(("glpat-", "glptt-", "glrt-", "glcbt-", "glft-", "glsoat-", "gldt-"), r"[\w-]{16,}"),
    **dict.fromkeys(("AKIA", "ASIA", "ABIA", "ACCA"), r"[A-Z0-9]{16}"),
    "AIza": r"[\w-]{30,}",
    "ya29.": r"[\w-]{20,}",
    "GOCSPX-": r"[\w-]{20,}",
    "xox": r"[abeoprs]-[\w-]{10,}",
    "xapp-": r"[\w-]{10,}",
    "hooks.slack.com/services/": r"[\w/-]{16,}",
    "/api/webhooks/": r"\d{6,}/[\w-]{20,}",
    "sk-": r"[A-Za-z0-9_-]{16,}",
    **dict.fromkeys(("sk_live_", "rk_live_", "sk_test_", "rk_test_"), r"[A-Za-z0-9]{16,}"),
    "whsec_": r"[A-Za-z0-9+/=]{16,}",
    "npm_": r"[A-Za-z0-9]{30,}",
    "pypi-": r"[\w-]{40,}",
    "rubygems_": r"[a-f0-9]{32,}",
    "hf_": r"[A-Za-z0-9]{20,}",
    "SG.": r"[\w-]{16,}\.[\w-]{16,}",
    "dop_v1_": r"[a-f0-9]{40,}",
    "dapi": r"[a-f0-9]{32}",
    **dict.fromkeys(("shpat_", "shpca_", "shppa_", "shpss_"), r"[a-fA-F0-9]{32}"),
    "dckr_pat_": r"[\w-]{20,}",
    "hvs.": r"[\w-]{20,}",
    "sntrys_": r"[\w+/=-]{20,}",
    "lin_api_": r"[A-Za-z0-9]{20,}",
    "PMAK-": r"[a-f0-9-]{24,}",
    "sbp_": r"[a-f0-9]{30,}",
    "AGE-SECRET-KEY-1": r"[A-Z0-9]{40,}",
    "eyJ": r"[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}",
}
_TOKEN = Pattern(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join(head.replace(".", r"\.") + rest for head, rest in _FORMATS.items())
    + ")"
)
_KEY_BLOCK = Pattern(r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*")
_KEY_BODY = Pattern(r"(?=[^\d\s]*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/]{60,}={0,2}")
_URL = Pattern(r"(?P<head>\b[a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s/:@'\"]{0,200}:)[^\s/'\"]{1,500}(?=@)")
_HEADER = Pattern(r"(?P<head>\b(?:[Bb]earer|[Bb]asic|[Tt]oken) +)(?=[\w+/.=~-]*\d)[\w+/.=~-]{16,}")
_AUTHORIZATION = Pattern(
    r"(?P<head>authorization['\"]?[ \t]{0,3}[=:][ \t]{0,3}['\"]?(?:(?:bearer|basic|token|digest) {1,3})?)"
    r"(?!\*{3}|(?:bearer|basic|token|digest) |[$<{\[%])[^\s'\"]{6,}",
    2,  # re.IGNORECASE
)
_ASSIGNED = Pattern(
    r"(?P<head>(?:pass(?:word|wd|phrase)|pass(?=['\"]?[ \t]{0,3}=|['\"][ \t]{0,3}:)|(?<=[_-])pass(?![a-z])|pwd|secret"
    r"|token|credentials?|(?:api|access|account|private|signing|encryption)[_-]?key)"
    r"[\w-]{0,24}(?<!error)(?<!exception)['\"]?[ \t]{0,3}(?:=|:)[ \t]{0,3})(?P<quote>['\"]?)"
    r"(?!\*{3}|None\b|null\b|true\b|false\b|\$|<|\{|\[|%|str\b|os\.|self\.)[^\s'\",;)&]{6,500}",
    2,
)
_OPTION = Pattern(
    r"(?P<head>(?<!\S)--?(?:[\w-]{0,20}-)?(?:password|passphrase|token|secret|api-?key)(?:[ =])['\"]?)"
    r"(?![-$<{\[%*])[^\s'\"]{6,500}",
    2,
)
_NAMES = ("pass", "pwd", "secret", "token", "key", "credential")


def mask(text: str) -> str:
    """The text without secrets."""
    text = mask_tokens(text)
    if "://" in text and "@" in text:
        text = _URL.compiled.sub(r"\g<head>" + MASK, text)
    if "earer " in text or "asic " in text or "oken " in text:
        text = _HEADER.compiled.sub(r"\g<head>" + MASK, text)
    lower = text.lower()
    if "authorization" in lower:
        text = _AUTHORIZATION.compiled.sub(r"\g<head>" + MASK, text)
    if not any(name in lower for name in _NAMES):
        return text
    if "=" in text or ":" in text:
        text = _ASSIGNED.compiled.sub(r"\g<head>\g<quote>" + MASK, text)
    return _OPTION.compiled.sub(r"\g<head>" + MASK, text) if "-" in text else text


def mask_tokens(text: str) -> str:
    """The text without what its format alone shows to be secret: tokens and private keys.

    That is enough for a file of the repository, whose passwords of test services are to be seen and compared.
    """
    for head in _FORMATS:
        if head in text:
            text = _TOKEN.compiled.sub(MASK, text)
            break
    if "PRIVATE KEY" in text:
        return _KEY_BLOCK.compiled.sub(MASK, text)
    if len(text) >= 60 and _KEY_BODY.compiled.fullmatch(text.strip()):
        return MASK
    return text
