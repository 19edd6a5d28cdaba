"""Secrets of every kind, in every place they were seen in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs.mask import mask, mask_tokens
from support.secrets import CONTEXTS, KINDS, secret


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("context", ["{}", "x={}", '"{}"', "://{}@host/", "A_{}", "({}),", "--key {}"])
def test_a_token_is_known_by_its_format(kind: str, context: str) -> None:
    token = secret(kind, 5)
    assert token not in mask(context.format(token))
    assert token not in mask_tokens(context.format(token))


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_assigned_to_a_secret_name_is_secret(context: str) -> None:
    assert "hunter22x" not in mask(context.format("hunter22x"))
    assert "***" in mask(context.format("hunter22x"))


@pytest.mark.parametrize(
    "text",
    [
        "AssertionError: assert 'a' == 'b'",
        "tests passed: 12345678",
        "PASS: test_something_long",
        "secret: $SECRET_NAME",
        "password=${{ secrets.PASSWORD }}",
        "token: ***",
        "TOKEN = os.environ['TOKEN']",
        "password: str = Field(...)",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "https://example.org/a:b@c",
        "https://github.com/acme/tool.git@main",
        "KeyError: 'name'",
        "a task-runner-for-many-small-things failed",
        "see tests/test_tokens.py::test_refresh_of_tokens",
        "0123456789abcdef0123456789abcdef01234567 refs/heads/main",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_a_private_key_and_its_body() -> None:
    assert mask("-----BEGIN RSA PRIVATE KEY-----MIIE") == "***"
    assert mask("-----BEGIN PGP PRIVATE KEY BLOCK-----") == "***"
    assert mask("  " + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 2) == "***"


def test_names_of_secrets_are_left() -> None:
    assert mask("export API_KEY=abcdef123456 FOO=bar") == "export API_KEY=*** FOO=bar"


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_long_line_takes_no_time() -> None:
    for piece in ("token", "a" * 60, "password=", "eyJ", "://a:", "authorization: ", "gh", "-----BEGIN "):
        assert mask(piece * (16_000 // len(piece)))
