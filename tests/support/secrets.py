"""Secrets that are none: made from a seed in the formats of their issuers."""

from __future__ import annotations

import random
import string

UPPER = string.ascii_uppercase + string.digits
WORD = string.ascii_letters + string.digits
HEX = "0123456789abcdef"

_FORMATS: dict[str, tuple[str, str, int]] = {
    "github": ("ghp_", WORD, 36),
    "github-app": ("ghs_", WORD, 36),
    "github-fine": ("github_pat_", WORD + "_", 82),
    "gitlab": ("glpat-", WORD + "-_", 20),
    "aws": ("AKIA", UPPER, 16),
    "google": ("AIza", WORD + "-_", 35),
    "google-oauth": ("ya29.", WORD + "-_", 60),
    "slack": ("xoxb-", string.digits + "-", 24),
    "openai": ("sk-proj-", WORD, 48),
    "stripe": ("sk_live_", WORD, 24),
    "npm": ("npm_", WORD, 36),
    "pypi": ("pypi-AgEIcHlwaS5vcmc", WORD + "-_", 80),
    "huggingface": ("hf_", string.ascii_letters, 34),
    "digitalocean": ("dop_v1_", HEX, 64),
    "databricks": ("dapi", HEX, 32),
    "docker": ("dckr_pat_", WORD + "-_", 27),
    "vault": ("hvs.", WORD, 90),
    "shopify": ("shpat_", HEX, 32),
}
KINDS = (*_FORMATS, "sendgrid", "jwt")

CONTEXTS = (
    "PASSWORD={}",
    "export DB_PASS='{}'",
    'password = "{}"',
    "'api_key': '{}'",
    '{{"client_secret": "{}", "a": 1}}',
    "aws_secret_access_key: {}",
    "postgres://app:{}@db:5432/x",
    "https://x-access-token:{}@github.com/acme/tool",
    "Authorization: Basic {}",
    "-H 'authorization: token {}'",
    "tool login --password {} --user me",
    "tool --api-key={}",
    "npm config set //registry.example.org/:_authToken={}",
)


def secret(kind: str, seed: int) -> str:
    """A token of a kind."""
    chance = random.Random(f"{kind} {seed}")
    if kind == "jwt":
        return ".".join(("eyJ" if i < 2 else "s") + _letters(chance, WORD, 30) for i in range(3))
    if kind == "sendgrid":
        return f"SG.{_letters(chance, WORD, 22)}.{_letters(chance, WORD, 43)}"
    head, letters, length = _FORMATS[kind]
    return head + _letters(chance, letters, length)


def _letters(chance: random.Random, letters: str, length: int) -> str:
    return "".join(chance.choice(letters) for _ in range(length - 1)) + chance.choice(
        string.digits if "1" in letters else letters
    )
