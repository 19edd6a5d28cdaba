"""Distributions whose versions do not fit each other, or not this Python; both witnesses of the rule share them.

Sources: the change logs and issue trackers of the distributions; passlib with bcrypt and aioredis were measured.
"""

# ruff: noqa: E501 - a row is a fact

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Conflict(Struct, frozen=True):
    """`package` at a version in `versions` together with `other` (a distribution, or `python`) at one in `others`.

    `newest` is a version in `others` that an open range gets, since the day `since`. `cap` is what the requirement of
    the other one should be. `until` is the day from which a mended release is what an open range gets. `extra`: it comes with this extra of the package, too. `by_itself`: it comes with the
    package in any case. `instead` is the requirement to write in place of the package's. `unless` are distributions that mend it. `certain`: nothing works where the package is
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
    until: date = date.max
    instead: str = ""


def _brings(
    package: str,
    versions: str,
    other: str,
    newest: str,
    since: str,
    what: str,
    *,
    until: str = "",
    certain: bool = False,
) -> Conflict:
    """A package that brings the other one itself and does not cap it; upgrading it or a cap mends it."""
    fix = f"{what}; upgrade {package} or require {other}<{newest}"
    end = date.fromisoformat(until) if until else date.max
    return Conflict(
        package,
        versions,
        other,
        f">={newest}",
        fix,
        newest,
        date.fromisoformat(since),
        f"<{newest}",
        by_itself=True,
        certain=certain,
        until=end,
    )


_FIRST = (
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

_PAIRS = (
    _brings("flask", "<1.1.3", "itsdangerous", "2.1", "2022-02-18", "flask 1 imports what 2.1 removed", certain=True),
    _brings("flask-login", "<0.6.3", "werkzeug", "3.0", "2023-09-30", "it imports url_decode of werkzeug.urls", certain=True),
    _brings("connexion", "<2.14.2", "flask", "2.3", "2023-04-25", "it imports the JSON encoder of flask", certain=True),
    _brings("flask-babel", "<3", "flask", "2.3", "2023-04-25", "it uses the old stacks of flask"),
    _brings("pytest-flask", "<1.3", "flask", "3.0", "2023-09-30", "it uses the old stacks of flask"),
    _brings("httpbin", "<0.10", "werkzeug", "2.1", "2022-03-28", "it imports BaseResponse", certain=True),
    _brings("mkdocs", "<1.3", "jinja2", "3.1", "2022-03-24", "it imports contextfilter", certain=True),
    _brings("nbconvert", "<6.5", "jinja2", "3.1", "2022-03-24", "it imports contextfilter", certain=True),
    _brings("aiohttp-jinja2", "<1.5.1", "jinja2", "3.1", "2022-03-24", "it imports contextfunction", certain=True),
    _brings("sphinx", ">=4,<5", "sphinxcontrib-applehelp", "1.0.8", "2024-01-13", "its extensions now need Sphinx 5"),
    _brings("pyopenssl", "<22.1", "cryptography", "39.0", "2023-01-02", "it uses what cryptography 39 removed", certain=True),
    _brings("requests-toolbelt", "<0.10.1", "urllib3", "2.0", "2023-05-04", "it imports urllib3.contrib.appengine", certain=True),
    _brings("docker", "<7.1", "requests", "2.32", "2024-05-20", "http+docker is an unknown scheme then"),
    _brings("vcrpy", "<5", "urllib3", "2.0", "2023-04-26", "it does not know urllib3 2"),
    _brings("trio", "<0.26.1", "attrs", "24.1", "2024-08-03", "its classes break with attrs 24.1", until="2024-08-06"),
    _brings("scrapy", "<2.10.1", "twisted", "23.8", "2023-08-28", "it imports what twisted 23.8 removed", certain=True),
    _brings("pip-tools", "<7.5", "pip", "25.1", "2025-04-26", "it does not know pip 25.1"),
    _brings("gradio", "<4.44", "pydantic", "2.11", "2025-03-27", "its schemas fail with pydantic 2.11"),
    _brings("scikit-learn", "<1.3.1", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("matplotlib", "<3.8", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("chromadb", "<0.5", "numpy", "2.0", "2024-06-16", "it uses np.float_", certain=True),
    _brings("opencv-python", "<4.10", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("opencv-python-headless", "<4.10", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("gensim", "<4.3.3", "scipy", "1.13", "2024-04-02", "it imports triu of scipy.linalg", certain=True),
    _brings("anthropic", "<0.39", "httpx", "0.28", "2024-11-28", "it passes the argument proxies"),
    _brings("groq", "<0.13", "httpx", "0.28", "2024-11-28", "it passes the argument proxies"),
    _brings("sentence-transformers", "<2.3", "huggingface-hub", "0.26", "2024-10-17", "it imports cached_download", certain=True),
    _brings("diffusers", "<0.26", "huggingface-hub", "0.26", "2024-10-17", "it imports cached_download", certain=True),
    _brings("environs", "<14", "marshmallow", "4.0", "2025-04-17", "it reads what marshmallow 4 removed"),
    _brings("pytest-asyncio", "<0.21.2", "pytest", "8.2", "2024-04-27", "its fixtures fail with pytest 8.2"),
    _brings("pytest-asyncio", ">=0.23.5,<0.23.7", "pytest", "8.2", "2024-04-27", "its fixtures fail with pytest 8.2"),
    Conflict("torch", "<2.3", "numpy", ">=2", "its wheels were built for numpy 1; upgrade torch or require numpy<2", "2.0", date(2024, 6, 16), "<2"),
    Conflict("sqlalchemy", ">=2,<2.0.31", "python", ">=3.13", "it cannot be imported from Python 3.13 on; require 2.0.31", certain=True, instead="sqlalchemy>=2.0.31"),
    Conflict("pydantic", ">=2,<2.8", "python", ">=3.13", "its core has no wheels for Python 3.13; require 2.8", instead="pydantic>=2.8"),
    Conflict("pydantic", ">=2,<2.12", "python", ">=3.14", "its core has no wheels for Python 3.14; require 2.12", instead="pydantic>=2.12"),
    _brings("pytest-flake8", "<1.1.1", "flake8", "5.0", "2022-07-30", "it calls what flake8 5 removed", certain=True),
    _brings("pytest-lazy-fixture", "<=0.6.3", "pytest", "8.0", "2024-01-27", "it reads what pytest 8 removed", certain=True),
    _brings("pytest-runner", "<=6.0.1", "setuptools", "72.0", "2024-07-28", "the command test is gone"),
    Conflict("nose", "<=1.3.7", "python", ">=3.10", "it cannot be imported from Python 3.10 on; run the tests with pytest", certain=True),
    Conflict("newspaper3k", ">=0.2", "python", ">=3.14", "it uses what Python 3.14 removed; use newspaper4k", instead="newspaper4k"),
    Conflict("dataclasses", ">=0.1", "python", ">=3.7", "Python has it itself; require it below 3.7 only", instead="dataclasses; python_version < '3.7'"),
    Conflict("typing", ">=3.5", "python", ">=3.7", "it hides the module of Python; remove it", instead="typing; python_version < '3.5'"),
    Conflict("enum34", ">=1", "python", ">=3.4", "it hides the module of Python; remove it", instead="enum34; python_version < '3.4'"),
    Conflict("asyncio", ">=3", "python", ">=3.7", "it is older than the language; Python has it itself", certain=False),
    Conflict("pycrypto", "<=2.6.1", "python", ">=3.12", "it does not build any more; require pycryptodome", certain=True, instead="pycryptodome"),
    Conflict("sklearn", ">=0", "python", ">=3", "the name is refused when it is built; require scikit-learn", since=date(2023, 12, 1), certain=True, instead="scikit-learn"),
    _brings("flask-wtf", "<1.1.2", "flask", "3.0", "2023-09-30", "it imports Markup of flask", certain=True),
    _brings("flask-restplus", ">=0.9", "werkzeug", "1.0", "2020-02-06", "it imports cached_property of werkzeug", certain=True),
    _brings("flask-uploads", "<=0.2.1", "werkzeug", "1.0", "2020-02-06", "it imports secure_filename of werkzeug", certain=True),
    _brings("flask-script", "<=2.0.6", "flask", "2.0", "2021-05-11", "it imports flask._compat", certain=True),
    _brings("pytest-benchmark", "<4", "pytest", "7.2", "2022-10-23", "it uses py, which pytest no longer brings"),
    _brings("pytest-html", "<3.2", "pytest", "7.2", "2022-10-23", "it uses py.xml, which pytest no longer brings"),
    _brings("tensorflow", ">=2.4,<2.9", "protobuf", "4.21", "2022-05-26", "its generated code is older", certain=True),
    _brings("streamlit", ">=0.80,<1.9.2", "protobuf", "4.21", "2022-05-26", "its generated code is older", certain=True),
    _brings("streamlit", "<1.22", "altair", "5.0", "2023-05-09", "it imports altair.vegalite.v4", certain=True),
    _brings("docker", "<6.1", "urllib3", "2.0", "2023-04-26", "it does not know urllib3 2"),
    _brings("datasets", "<2.14.7", "pyarrow", "21.0", "2025-07-18", "it uses PyExtensionType", certain=True),
    _brings("gradio", ">=4,<5.40", "huggingface-hub", "1.0", "2025-10-27", "it imports HfFolder"),
    _brings("djangorestframework", "<3.12", "django", "4.0", "2021-12-07", "it imports ugettext", certain=True),
    _brings("djangorestframework-simplejwt", "<4.8", "django", "4.0", "2021-12-07", "it imports ugettext", certain=True),
    _brings("graphene-django", "<2.16", "django", "4.0", "2021-12-07", "it imports force_text", certain=True),
    _brings("pandas-ta", "<=0.3.14", "numpy", "2.0", "2024-06-16", "it imports NaN of numpy", certain=True),
    _brings("spacy", ">=3,<3.7.5", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1"),
    _brings("shapely", ">=2,<2.0.4", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("h5py", "<3.11", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("statsmodels", "<0.14.2", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("scikit-image", "<0.23", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("onnxruntime", "<1.19", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1"),
    _brings("faiss-cpu", "<=1.8.0", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1"),
    _brings("numexpr", "<2.10", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1"),
    _brings("bottleneck", "<1.4", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1"),
    _brings("pywavelets", "<1.6", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("pycocotools", "<2.0.8", "numpy", "2.0", "2024-06-16", "its wheels were built for numpy 1", certain=True),
    _brings("imgaug", "<=0.4", "numpy", "2.0", "2024-06-16", "it uses np.sctypes", certain=True),
    _brings("librosa", "<0.9", "numpy", "1.24", "2022-12-18", "it uses np.complex", certain=True),
    _brings("mxnet", "<=1.9.1", "numpy", "1.24", "2022-12-18", "it uses np.bool", certain=True),
    _brings("m2r", "<=0.2.1", "mistune", "2.0", "2021-12-05", "it imports what mistune 2 removed", certain=True),
    _brings("fs", "<=2.4.16", "setuptools", "82.0", "2026-02-08", "it imports pkg_resources", certain=True),
    _brings("pyramid", "<2.1", "setuptools", "82.0", "2026-02-08", "it imports pkg_resources", certain=True),
    Conflict("pandas", "<2", "sqlalchemy", ">=2", "its SQL functions call what SQLAlchemy 2 removed; upgrade pandas or require sqlalchemy<2", "2.0.0", date(2023, 1, 26), "<2"),
    Conflict("langchain", "<0.0.331", "openai", ">=1", "it calls the old interface; upgrade langchain or require openai<1", "1.0.0", date(2023, 11, 6), "<1"),
    Conflict("pytest", "<6.2.5", "python", ">=3.10", "it cannot rewrite assertions from Python 3.10 on; require 6.2.5", certain=True),
    Conflict("pytest-freezegun", "<=0.4.2", "python", ">=3.12", "it imports distutils; use pytest-freezer", certain=True),
    Conflict("unittest2", ">=0", "python", ">=3.10", "it imports what Python 3.10 moved; use unittest", certain=True),
    Conflict("future", "<1", "python", ">=3.12", "it imports imp; require future>=1", certain=True),
    Conflict("eventlet", "<0.34", "python", ">=3.12", "it uses what Python 3.12 removed; upgrade it", certain=True),
    Conflict("pathlib", ">=1", "python", ">=3.4", "it is older than the module of Python; remove it"),
    Conflict("futures", ">=3", "python", ">=3", "it is for Python 2 alone; Python has it itself", certain=True),
    Conflict("mysql-python", ">=1", "python", ">=3", "it is for Python 2 alone; use mysqlclient", certain=True),
)  # fmt: skip

CONFLICTS = (*_FIRST, *_PAIRS)


def fix_of(package: str) -> str:
    """What to do about a package that is known for such a conflict."""
    return next(conflict.fix for conflict in CONFLICTS if conflict.package == package)
