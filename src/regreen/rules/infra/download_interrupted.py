"""A download or remote call failed for reasons of the network, not of the code.

## Why
Name resolution, connection, TLS or the remote service failed. It usually works when it is tried again.

## Fix
Run the job again. Where it happens often, give that one step retries: nothing else needs them.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said, Tier

RULE = Rule(
    id="download-interrupted",
    category=Category.FLAKY_NETWORK,
    title="A download failed for reasons of the network: {what}",
    log=(
        Said(r"(?P<what>Could not resolve host(?:: \S+)?)", "resolve host"),
        Said(r"(?P<what>Temporary failure (?:in name resolution|resolving))", "emporary failure"),
        Said(r"(?P<what>getaddrinfo (?:EAI_AGAIN|ENOTFOUND))", "getaddrinfo"),
        Said(r"(?P<what>Failed to connect to \S+ port \d+)", "Failed to connect to"),
        Said(r"(?P<what>[Cc]onnection reset by peer)", "onnection reset by peer"),
        Said(r"(?P<what>ECONNRESET)", "ECONNRESET"),
        Said(r"(?P<what>ETIMEDOUT)", "ETIMEDOUT"),
        Said(r"(?P<what>socket hang up)", "socket hang up"),
        Said(r"(?P<what>The requested URL returned error: 5\d\d)", "returned error: 5"),
        Said(r"(?P<what>TLS handshake timeout)", "handshake timeout"),
        Said(r"(?P<what>i/o timeout)", "i/o timeout"),
        Said(r"(?P<what>net/http: request canceled)", "request canceled"),
        Said(r"(?P<what>502 Bad Gateway)", "502 Bad"),
        Said(r"(?P<what>503 Service (?:Temporarily )?Unavailable)", "503 Service"),
        Said(r"(?P<what>504 Gateway Time-?out)", "504 Gateway"),
        Said(r"(?P<what>RPC failed; curl \d+)", "RPC failed"),
        Said(r"(?P<what>early EOF)", "early EOF"),
        Said(r"(?P<what>[Tt]he remote end hung up unexpectedly)", "hung up unexpectedly"),
        Said(r"(?P<what>Network is unreachable)", "Network is unreachable"),
        Said(r"(?P<what>unexpected status code: 5\d\d)", "unexpected status code: 5"),
    ),
    key=("what",),
    tier=Tier.GENERIC,
    fixers=(
        Fixer(
            "Try the job again; if it happens often, retry this one step",
            Safety.ADVICE,
            commands=("gh run rerun --failed",),
        ),
    ),
)
