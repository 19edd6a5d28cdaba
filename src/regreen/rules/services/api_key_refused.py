"""A remote service refuses the key, token or credentials of the job, or there are none.

## Why
The secret is not set, has expired, or the tests call the real service with a placeholder key.

## Fix
Tests should not call the real service: replace the client by a fake, or record answers. Where the call is
wanted, store the key as a secret; forks and Dependabot do not get it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

log = saying(
    Form(
        r"Incorrect API key provided|openai\.AuthenticationError|openai\.error\.AuthenticationError",
        {"service": "OpenAI"},
    ),
    Form(
        r"anthropic\.AuthenticationError|invalid x-api-key|Could not resolve authentication method",
        {"service": "Anthropic"},
    ),
    Form(
        r"NoCredentialsError|Unable to locate credentials|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken\b|UnrecognizedClientException",
        {"service": "AWS"},
    ),
    Form(
        r"DefaultCredentialsError|API key not valid\. Please pass a valid API key|API_KEY_INVALID",
        {"service": "Google"},
    ),
    Form(
        r"GatedRepoError|401 Client Error[^\n]{0,200}huggingface\.co|Invalid (?:username or password|user token)|LocalTokenNotFoundError",
        {"service": "Hugging Face"},
    ),
    Form(r"github\.GithubException\.BadCredentials|\"?Bad credentials\"?", {"service": "GitHub"}),
    Form(r"stripe\.\w*\.?AuthenticationError|Invalid API Key provided", {"service": "Stripe"}),
    Form(
        r"(?:401|403) Client Error: (?:Unauthorized|Forbidden) for url: https?://(?P<service>(?!localhost|127\.|testserver|test\b)[\w.-]+)"
    ),
    Form(
        r"Client error '40[13] (?:Unauthorized|Forbidden)' for url 'https?://(?P<service>(?!localhost|127\.|testserver|test\b)[\w.-]+)"
    ),
    Form(r"HTTP Error 40[13]: (?:Unauthorized|Forbidden)", {"service": "A server"}),
    Form(
        r"insufficient_quota|You exceeded your current quota|RateLimitError|ResourceExhausted: 429|429 Client Error",
        {"service": "A remote service"},
        title="A remote service refuses: too many requests, or no quota is left",
    ),
)


RULE = Rule(
    id="api-key-refused",
    category=Category.PERMISSION_SECRET,
    title="{service} refuses the credentials of the job",
    log=log,
    key=("service",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(Fixer("Replace the client by a fake in tests, or store the key as a secret", Safety.ADVICE),),
)
