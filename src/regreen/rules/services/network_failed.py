"""A call to a remote host failed for reasons of the network.

## Why
The host was down, slow or not to be resolved at that moment; or the tests depend on the network at all.

## Fix
Run it again. Tests should not need remote hosts: use fakes or recorded answers, and mark those that must.
"""

from __future__ import annotations

from regreen.logs.statements import Statement
from regreen.rule import Category, Fixer, Pattern, Rule, Safety, Tier
from regreen.rules._saying import Form, saying

_LOCAL = Pattern(
    r"(?:connecting to|host name|host=|Cannot connect to host|://)[ ='\"/]*(?:[\w-]+|127\.[\d.]+)(?=[:'\",/ ])"
)
_UNNAMED = "A remote host"


def _remote(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    """A host without a dot is a service of the job, not of the network."""
    local = data["host"] == _UNNAMED and _LOCAL.search(statement.text)
    return None if local or "assert " in statement.text[:200] else data


_HOST = r"(?P<host>(?!localhost\b|127\.|0\.0\.0\.0|testserver\b)[\w-]+(?:\.[\w-]+)+)"
log = saying(
    Form(r"Failed to resolve '" + _HOST + "'", {"what": "its name has no address"}),
    Form(
        r"host='"
        + _HOST
        + r"', port=\d+\)[^\n]*(?:Name or service not known|Temporary failure in name resolution|getaddrinfo failed|nodename nor servname)",
        {"what": "its name has no address"},
    ),
    Form(
        r"host='"
        + _HOST
        + r"', port=\d+\)[^\n]*(?P<what>Read timed out|ConnectTimeoutError|CERTIFICATE_VERIFY_FAILED|RemoteDisconnected|Connection refused|Connection reset by peer|too many 50\d error responses|Max retries exceeded)"
    ),
    Form(r"Cannot connect to host " + _HOST + r":\d+ ssl:[^\n]*(?P<what>\[[^\]\n]+\])"),
    Form(r"(?P<what>50[0234] Server Error: [\w -]+) for url: https?://" + _HOST),
    Form(r"Server error '(?P<what>50[0234] [\w -]+)' for url 'https?://" + _HOST),
    Form(r"could not translate host name \"" + _HOST + r"\"", {"what": "its name has no address"}),
    Form(
        r"(?P<what>Temporary failure in name resolution|Name or service not known|getaddrinfo failed|No address associated with hostname|nodename nor servname provided)",
        {"host": _UNNAMED},
    ),
    Form(
        r"(?:httpx\.|httpcore\.|urllib3\.\w+\.|requests\.exceptions\.)(?P<what>ConnectTimeout|ReadTimeout|ReadError|RemoteProtocolError|ProxyError|SSLError|ChunkedEncodingError|IncompleteRead)\b",
        {"host": _UNNAMED},
    ),
    Form(r"(?P<what>certificate verify failed: [\w -]+)", {"host": _UNNAMED}),
    Form(
        r"(?P<what>RemoteDisconnected|Remote end closed connection without response|Connection reset by peer)",
        {"host": _UNNAMED},
    ),
    Form(r"urlopen error (?:\[Errno -?\d+\] )?(?P<what>[^>\n]+)>", {"host": _UNNAMED}),
    judge=_remote,
)


RULE = Rule(
    id="network-failed",
    category=Category.FLAKY_NETWORK,
    title="{host} could not be reached: {what}",
    log=log,
    key=("host", "what"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "download-interrupted",
    ),
    tier=Tier.SPECIFIC,
    fixers=(Fixer("Run it again, and keep remote hosts out of tests", Safety.ADVICE),),
)
