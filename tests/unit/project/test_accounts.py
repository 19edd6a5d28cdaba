from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.accounts import Account, accounts
from regreen.workflow.load import load_workflow


def account(service: str) -> Account | None:
    text = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      db: {service}\n    steps: []\n"
    found = accounts(load_workflow(Source("ci.yml", text)).jobs[0])
    return found[0] if found else None


def test_the_defaults_of_postgres() -> None:
    found = account("{image: 'postgres:16', env: {POSTGRES_PASSWORD: x}, ports: ['5433:5432/tcp', 5432]}")
    assert found is not None
    assert found.logins == {"postgres": "x"}
    assert found.databases[0] == "postgres"
    assert found.ports == ("5433",)
    assert not found.open


def test_the_users_of_mysql() -> None:
    found = account(
        "{image: 'mariadb:11', env: {MARIADB_ROOT_PASSWORD: r, MYSQL_USER: u, MYSQL_PASSWORD: p}}"
    )
    assert found is not None
    assert found.logins == {"root": "r", "u": "p"}


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ("postgres", "postgresql"),
        ("docker.io/library/postgres:16-alpine", "postgresql"),
        ("pgvector/pgvector:pg16", "postgresql"),
        ("localhost:5000/redis:7@sha256:ab", "redis"),
        ("bitnami/postgresql:16", None),
        ("ghcr.io/shop/postgres-with-data", None),
        ("${{ matrix.image }}", None),
    ],
)
def test_the_kind_of_an_image(image: str, kind: str | None) -> None:
    found = account(f"{{image: '{image}'}}")
    assert (found.kind if found else None) == kind


def test_nobody_knows_what_an_expression_lets_in() -> None:
    found = account(
        "{image: 'postgres:16', env: {POSTGRES_USER: '${{ secrets.USER }}', POSTGRES_PASSWORD: x}}"
    )
    assert found is not None
    assert found.open
