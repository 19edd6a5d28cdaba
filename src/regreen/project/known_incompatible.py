"""Distributions whose versions do not fit each other, or not this Python; both witnesses of the rule share them.

Sources: the change logs and issue trackers of the distributions; passlib with bcrypt and aioredis were measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Conflict:
    """`package` at a version in `versions` together with `other` (a distribution, or `python`) at one in `others`.

    `newest` is a version in `others` that an open range gets, since the day `since`. `cap` is what the requirement of
    the other one should be. `extra`: it comes with this extra of the package, too. `by_itself`: it comes with the
    package in any case. `unless` are distributions that mend it. `certain`: nothing works where the package is
    imported.
    """

    package: str
    versions: str
    other: str
    others: str
    fix: str
    newest: str = ""
    since: date = date.min
    cap: str = ""
    extra: str = ""
    by_itself: bool = False
    certain: bool = False
    unless: tuple[str, ...] = ()


CONFLICTS = (
    Conflict(
        "aioredis",
        ">=1",
        "python",
        ">=3.11",
        "it cannot be used from Python 3.11 on; use redis.asyncio",
        certain=True,
    ),
    Conflict(
        "passlib",
        "<=1.7.4",
        "bcrypt",
        ">=5",
        "it does not know bcrypt 5; require bcrypt<5",
        "5.0.0",
        date(2025, 9, 25),
        "<5",
        extra="bcrypt",
    ),
    Conflict(
        "black",
        "<22.3",
        "click",
        ">=8.1",
        "versions before 22.3 do not fit click 8.1; upgrade black",
        "8.1.0",
        date(2022, 3, 28),
        "<8.1",
        by_itself=True,
        certain=True,
    ),
    Conflict(
        "typer",
        "<0.15.4",
        "click",
        ">=8.2",
        "8.2 does not fit this typer; upgrade typer or require click<8.2",
        "8.2.0",
        date(2025, 5, 10),
        "<8.2",
        by_itself=True,
    ),
    Conflict(
        "jinja2",
        "<3",
        "markupsafe",
        ">=2.1",
        "version 2.1 removed soft_unicode; upgrade jinja2 or require markupsafe<2.1",
        "2.1.0",
        date(2022, 2, 17),
        "<2.1",
        by_itself=True,
        certain=True,
    ),
    Conflict(
        "sphinx",
        "<4",
        "jinja2",
        ">=3.1",
        "version 3.1 removed what its dependent imports; upgrade that or require jinja2<3.1",
        "3.1.0",
        date(2022, 3, 24),
        "<3.1",
        by_itself=True,
        certain=True,
    ),
    Conflict(
        "flask",
        "<2.2",
        "werkzeug",
        ">=3",
        "its release removed what flask or an extension imports; upgrade flask or require werkzeug<3",
        "3.0.0",
        date(2023, 9, 30),
        "<3",
        by_itself=True,
        certain=True,
    ),
    Conflict(
        "newspaper3k",
        ">=0.2",
        "lxml",
        ">=5.2",
        "version 5.2 moved lxml.html.clean to lxml_html_clean; require lxml[html_clean]",
        "5.2.0",
        date(2024, 3, 30),
        "<5.2",
        by_itself=True,
        certain=True,
        unless=("lxml-html-clean", "html-clean"),
    ),
    Conflict(
        "openai",
        "<1.55.3",
        "httpx",
        ">=0.28",
        "httpx 0.28 removed the argument proxies; require httpx<0.28 or upgrade its user",
        "0.28.0",
        date(2024, 11, 28),
        "<0.28",
        by_itself=True,
    ),
    Conflict(
        "starlette",
        "<0.37",
        "httpx",
        ">=0.28",
        "its TestClient needs another httpx; upgrade starlette and fastapi",
        "0.28.0",
        date(2024, 11, 28),
        "<0.28",
    ),
    Conflict(
        "motor",
        "<3.5",
        "pymongo",
        ">=4.9",
        "it does not fit this pymongo; upgrade both together",
        "4.9",
        date(2024, 9, 11),
        "<4.9",
        by_itself=True,
        certain=True,
    ),
    Conflict(
        "flask-sqlalchemy",
        "<3",
        "sqlalchemy",
        ">=2",
        "versions before 3 do not fit SQLAlchemy 2; upgrade it or require sqlalchemy<2",
        "2.0.0",
        date(2023, 1, 26),
        "<2",
        by_itself=True,
    ),
    Conflict(
        "pandas",
        "<2.1",
        "numpy",
        ">=2",
        "wheels before 2.1 were built for numpy 1 and do not say so; upgrade pandas or require numpy<2",
        "2.0.0",
        date(2024, 6, 16),
        "<2",
        by_itself=True,
        certain=True,
    ),
)


def fix_of(package: str) -> str:
    """What to do about a package that is known for such a conflict."""
    return next(conflict.fix for conflict in CONFLICTS if conflict.package == package)
