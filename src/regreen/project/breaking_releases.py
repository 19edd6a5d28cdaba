"""Releases of well-known distributions that broke what depended on them, and what shows that a project is hit.

A dated table of facts of the outside world. Sources: the change logs and issue trackers of the distributions.
"""

# ruff: noqa: E501 - a pattern is easier to read in one piece

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from msgspec import Struct


class Breaking(Struct, frozen=True, dict=True):
    """`package` from `version` on, published on `since`, `changed` this. `uses` is a regular expression for what it
    breaks, searched in files whose path ends in one of `files` and which hold `literal`; without it the release is
    only worth a word while it is fresh. `unless` is a text that shows that the code has its own. `mended` is the
    version that took it back, on the day `until`.
    """

    package: str
    version: str
    since: date
    changed: str
    uses: str = ""
    literal: str = ""
    files: tuple[str, ...] = (".py",)
    mended: str = ""
    until: date = date.max
    unless: str = ""

    @property
    def bad(self) -> str:
        """The versions that are hit, as a specifier."""
        return f">={self.version},<{self.mended}" if self.mended else f">={self.version}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is searched."""
        return re.compile(self.uses, re.MULTILINE)


def _used(
    package: str,
    version: str,
    since: str,
    changed: str,
    literal: str,
    uses: str,
    *files: str,
    unless: str = "",
) -> Breaking:
    day = date.fromisoformat(since)
    return Breaking(package, version, day, changed, uses, literal, files or (".py",), unless=unless)


def _fresh(
    package: str, version: str, since: str, changed: str, mended: str = "", until: str = ""
) -> Breaking:
    end = date.fromisoformat(until) if until else date.max
    return Breaking(package, version, date.fromisoformat(since), changed, mended=mended, until=end)


BREAKING = (
    # what is gone, and how its use looks
    _used("werkzeug", "2.1", "2022-03-28", "removed safe_str_cmp and BaseResponse", "werkzeug",
          r"^[ \t]*from werkzeug\.\w+ import [^\n]*\b(?:safe_str_cmp|BaseResponse|BaseRequest)\b"),
    _used("werkzeug", "3.0", "2023-09-30", "removed url_quote and its kin from werkzeug.urls", "werkzeug.urls",
          r"^[ \t]*from werkzeug\.urls import [^\n]*\burl_(?:quote|quote_plus|unquote|encode|decode|parse|join|fix)\b"),
    _used("flask", "2.3", "2023-04-25", "removed before_first_request, JSONEncoder and the context stacks", "flask",
          r"\.before_first_request\b|^[ \t]*from flask(?:\.json)? import [^\n]*\b(?:JSONEncoder|JSONDecoder|_app_ctx_stack|_request_ctx_stack)\b"),
    _used("flask", "3.0", "2023-09-30", "removed escape, Markup and __version__ from its top", "flask",
          r"^[ \t]*from flask import [^\n]*\b(?:escape|Markup)\b|\bflask\.(?:escape|Markup)\b"),
    _used("jinja2", "3.1", "2022-03-24", "removed contextfilter, environmentfilter, escape and Markup", "jinja2",
          r"^[ \t]*from jinja2(?:\.\w+)? import [^\n]*\b(?:contextfilter|contextfunction|environmentfilter|evalcontextfilter|escape|Markup)\b|\bjinja2\.(?:contextfilter|contextfunction|environmentfilter|evalcontextfilter|Markup|escape)\b"),
    _used("markupsafe", "2.1", "2022-02-17", "removed soft_unicode", "soft_unicode", r"\bsoft_unicode\b"),
    _used("pydantic", "2.0", "2023-06-30", "moved BaseSettings away and renamed or removed much of version 1", "from pydantic",
          r"^[ \t]*from pydantic import [^\n]*\bBaseSettings\b|^[ \t]*from pydantic\.(?:env_settings import|validators import|generics import|fields import [^\n]*\bModelField\b|error_wrappers import [^\n]*\bErrorWrapper\b)|\b(?:Field|constr)\([^()\n]*\bregex[ ]?=|\bField\([^()\n]*\bconst[ ]?=[ ]?True"),
    _used("sqlalchemy", "2.0", "2023-01-26", "removed Engine.execute, mapper and the like", "sqlalchemy",
          r"\b(?:engine|db\.engine)\.(?:execute|table_names|has_table)\(|^[ \t]*from sqlalchemy\.orm import [^\n]*\bmapper\b|\bdeclarative_base\([^)\n]*\bbind="),
    _used("numpy", "1.24", "2022-12-18", "removed the aliases np.int, np.float, np.object and np.complex", "numpy",
          r"\b(?:np|numpy)\.(?:int|float|object|complex)(?![\w.])"),
    _used("numpy", "2.0", "2024-06-16", "removed np.float_, np.NaN, np.Inf, np.product and the like", "numpy",
          r"\b(?:np|numpy)\.(?:float_|complex_|NaN|NAN|Inf|Infinity|PINF|NINF|infty|product|cumproduct|alltrue|sometrue|string_|unicode_|cast|source|asfarray|find_common_type|issctype|obj2sctype|round_)(?!\w)"),
    _used("pandas", "2.0", "2023-04-03", "removed iteritems, the typed indexes and pandas.util.testing", "pandas",
          r"\.iteritems\(\)|\bpd\.(?:Int64Index|UInt64Index|Float64Index|datetime)\b|^[ \t]*(?:from|import) pandas\.util\.testing"),
    _used("pillow", "10.0", "2023-07-01", "removed Image.ANTIALIAS and the size methods of fonts", "PIL",
          r"\bImage\.(?:ANTIALIAS|CUBIC|LINEAR)\b|\b\w*font\w*\.getsize\(|\bdraw\.textsize\("),
    _used("openai", "1.0", "2023-11-06", "replaced the module-level interface by clients", "openai",
          r"\bopenai\.(?:ChatCompletion|Completion|Embedding|Image|Audio|Moderation)\.a?create\(|^[ \t]*(?:from openai\.error|import openai\.error)|\bopenai\.error\."),
    _used("langchain", "1.0", "2025-10-17", "moved chains, memory, prompts, schema, text_splitter and retrievers elsewhere", "langchain",
          r"^[ \t]*(?:from|import) langchain\.(?:chains|memory|prompts|schema|text_splitter|retrievers|llms|chat_models\.\w+|vectorstores|document_loaders|embeddings\.\w+|callbacks|output_parsers|docstore|evaluation)\b|^[ \t]*from langchain\.agents import [^\n]*\b(?:AgentExecutor|initialize_agent|create_react_agent|Tool\b)"),
    _used("moviepy", "2.0", "2024-11-18", "removed moviepy.editor and renamed the methods of clips", "moviepy",
          r"^[ \t]*(?:from|import) moviepy\.editor\b"),
    _used("httpx", "0.28", "2024-11-28", "removed the arguments app and proxies", "httpx",
          r"\b(?:Async)?Client\((?:[^()\n]*,[ ]?|\s*)(?:app|proxies)[ ]?="),
    _used("moto", "5.0", "2024-01-28", "replaced mock_s3 and the like by mock_aws", "moto",
          r"^[ \t]*from moto import [^\n]*\bmock_(?!aws\b)\w+"),
    _used("marshmallow", "4.0", "2025-04-17", "removed the arguments missing and default of fields", "marshmallow",
          r"\bfields\.[A-Z]\w+\([^()\n]*\b(?:missing|default)[ ]?="),
    _used("click", "8.2", "2025-05-10", "removed the argument mix_stderr of CliRunner", "mix_stderr",
          r"\bCliRunner\([^)\n]*\bmix_stderr\b"),
    _used("importlib-metadata", "5.0", "2022-10-02", "removed the mapping that entry_points() was", "importlib_metadata",
          r"\bentry_points\(\)(?:\.get\(|\[)"),
    _used("pytest", "7.0", "2022-02-03", "removed pytest.collect and deprecated much", "pytest.collect", r"\bpytest\.collect\b"),
    _used("pytest", "7.2", "2022-10-23", "no longer brings the distribution py", "import py",
          r"^import py$|^from py(?:\.\w+)* import"),
    _used("pytest", "8.0", "2024-01-27", "refuses pytest.warns(None) and ignores setup methods of nose", "pytest",
          r"\bpytest\.warns\(None\b"),
    _used("pytest", "9.0", "2025-11-08", "refuses marks on fixtures and arguments of type py.path in hooks", "pytest",
          r"^@pytest\.mark\.\w+(?:\([^\n]*\))?\n@pytest(?:_asyncio)?\.fixture|^@pytest(?:_asyncio)?\.fixture(?:\([^\n]*\))?\n@pytest\.mark\.|^def pytest_(?:ignore_collect|collect_file)\([^)\n]*\bpath\b"),
    _used("pytest", "9.1", "2026-06-13", "refuses generators as values of a parametrization", "parametrize",
          r"\.parametrize\([^\n]*\n?[^\n]*,\s*(?:itertools\.)?(?:chain|product|permutations|zip|map|filter)\("),
    _used("pytest-asyncio", "1.0", "2025-05-26", "removed the fixture event_loop", "event_loop",
          r"^[ \t]*(?:async )?def \w+\([^)\n]*(?<=[(, ])event_loop\b(?!_)", unless="def event_loop("),
    _used("marshmallow-sqlalchemy", "1.0", "2024-01-30", "removed ModelSchema and TableSchema", "marshmallow_sqlalchemy",
          r"^[ \t]*from marshmallow_sqlalchemy import [^\n]*\b(?:ModelSchema|TableSchema)\b"),
    _used("lxml", "5.2", "2024-03-30", "moved lxml.html.clean to lxml_html_clean", "lxml.html",
          r"^[ \t]*(?:from|import) lxml\.html\.clean\b|^[ \t]*from lxml\.html import [^\n]*\bclean\b"),
    _used("selenium", "4.10", "2023-06-07", "removed executable_path, chrome_options and desired_capabilities", "selenium",
          r"\bwebdriver\.\w+\([^)\n]*\b(?:executable_path|chrome_options|firefox_options|desired_capabilities|service_log_path)="),
    _used("selenium", "4.3", "2022-06-24", "removed find_element_by_*", "find_element", r"\.find_elements?_by_\w+\("),
    _used("protobuf", "4.21", "2022-05-26", "refuses code generated by protoc before 3.19", "_descriptor",
          r"_descriptor\.FieldDescriptor\(", "_pb2.py"),
    _used("packaging", "22.0", "2022-12-07", "removed LegacyVersion", "LegacyVersion", r"\bLegacyVersion\b|\bLegacySpecifier\b"),
    _used("scipy", "1.14", "2024-06-24", "removed simps, trapz, cumtrapz and the scipy.signal windows", "scipy",
          r"^[ \t]*from scipy\.integrate import [^\n]*\b(?:simps|trapz|cumtrapz)\b|\bintegrate\.(?:simps|trapz|cumtrapz)\("),
    _used("scipy", "1.13", "2024-04-02", "removed the windows of scipy.signal and interp2d", "scipy",
          r"^[ \t]*from scipy\.signal import [^\n]*\b(?:hann|hamming|blackman|gaussian|kaiser|boxcar)\b|\bsignal\.(?:hann|hamming|blackman|gaussian|kaiser|boxcar)\("),
    _used("scikit-learn", "1.3", "2023-06-30", "removed load_boston and other datasets", "sklearn", r"\bload_boston\b"),
    _used("networkx", "3.0", "2023-01-08", "removed info, to_numpy_matrix and the pickle functions", "networkx",
          r"\bnx\.(?:info|to_numpy_matrix|read_gpickle|write_gpickle|from_numpy_matrix)\("),
    _used("gym", "0.26", "2022-09-06", "step returns five values and seed is gone", "gym", r"\benv\.seed\("),
    _used("matplotlib", "3.9", "2024-05-16", "removed get_cmap and register_cmap from matplotlib.cm", "matplotlib",
          r"^[ \t]*from matplotlib\.cm import [^\n]*\b(?:get_cmap|register_cmap)\b|\bmatplotlib\.cm\.(?:get_cmap|register_cmap)\(|\bcm\.(?:get_cmap|register_cmap)\("),
    _used("tensorflow", "2.16", "2024-03-07", "brings Keras 3", "tensorflow",
          r"^[ \t]*from tensorflow\.keras\.(?:wrappers|preprocessing\.text|layers\.experimental)\b|^[ \t]*from tensorflow\.python\.keras\b"),
    _used("celery", "5.0", "2020-09-24", "removed celery.decorators and celery.task", "celery",
          r"^[ \t]*from celery\.(?:decorators|task(?:\.\w+)?) import"),
    _used("django", "4.0", "2021-12-07", "removed ugettext, url and is_ajax", "django",
          r"^[ \t]*from django\.utils\.translation import [^\n]*\bu(?:n?get)text(?:_lazy|_noop)?\b|^[ \t]*from django\.conf\.urls import [^\n]*\burl\b|\brequest\.is_ajax\(\)|^[ \t]*from django\.utils\.encoding import [^\n]*\b(?:force|smart)_text\b"),
    _used("django", "5.1", "2024-08-07", "removed index_together, make_random_password and STATICFILES_STORAGE", "django",
          r"^[ \t]+index_together[ ]?=|\.make_random_password\(|^(?:STATICFILES_STORAGE|DEFAULT_FILE_STORAGE)[ ]?="),
    _used("rich", "13.0", "2022-12-30", "removed rich.console.RenderGroup", "RenderGroup", r"\bRenderGroup\b"),
    _used("nltk", "3.8.2", "2024-08-05", "wants punkt_tab and the like in place of the pickled data", "nltk",
          r"\bnltk\.download\([\"']punkt[\"']"),
    _used("python-telegram-bot", "20.0", "2023-01-01", "is built on asyncio; Updater and Filters are gone", "telegram.ext",
          r"^[ \t]*from telegram\.ext import [^\n]*\bFilters\b|\bUpdater\([^)\n]*\buse_context="),
    _used("discord-py", "2.0", "2022-08-18", "wants intents", "discord", r"\bdiscord\.Client\(\)|\bcommands\.Bot\(command_prefix=[^,()\n]*\)"),
    _used("ruamel-yaml", "0.18", "2023-10-20", "removed the functions load and dump of PyYAML's kind", "ruamel",
          r"\b(?:ruamel\.yaml|ruyaml)\.(?:safe_load|load|round_trip_load|safe_dump|round_trip_dump)\("),
    _used("setuptools", "58.0", "2021-09-04", "refuses use_2to3", "use_2to3", r"\buse_2to3\b", "setup.py"),
    _used("setuptools", "82.0", "2026-02-08", "removed pkg_resources", "pkg_resources",
          r"^(?:import pkg_resources|from pkg_resources(?:\.\w+)* import)"),
    _used("sphinx", "7.0", "2023-04-29", "removed `python setup.py build_sphinx`", "build_sphinx",
          r"setup\.py build_sphinx", "tox.ini", "setup.cfg", ".yml", "Makefile", "noxfile.py"),
    _used("sphinx", "5.0", "2022-05-30", "wants a language in conf.py", "language", r"^language[ ]?=[ ]?None", "conf.py"),
    _used("sphinx", "8.0", "2024-07-29", "refuses the old form of intersphinx_mapping", "intersphinx_mapping",
          r"^intersphinx_mapping[ ]?=[ ]?\{\s*[\"']https?://", "conf.py"),
    _used("tox", "4.0", "2022-12-07", "renamed whitelist_externals and refuses blanks in passenv", "",
          r"^[ \t]*whitelist_externals[ \t]*=|^passenv[ \t]*=[ \t]*[A-Z_*]+[ \t]+[A-Z_*]+", "tox.ini"),
    _used("flake8", "6.0", "2022-11-23", "refuses comments behind the codes of its lists", "[flake8",
          r"^[ \t]+[A-Z]{1,3}\d{1,4},?[ \t]+#|^(?:extend-)?(?:ignore|select)[ \t]*=[ \t]*[A-Z]{1,3}\d{1,4},?[ \t]+#",
          ".flake8", "tox.ini", "setup.cfg"),
    # known for what they broke; worth a word while they are fresh
    _fresh("setuptools", "60.0", "2021-12-19", "it uses its own distutils"),
    _fresh("setuptools", "61.0", "2022-03-24", "it refuses flat layouts with several packages at the top"),
    _fresh("setuptools", "66.0", "2023-01-12", "it refuses versions that are not of PEP 440"),
    _fresh("setuptools", "71.0", "2024-07-17", "what it vendors clashes with older installed copies"),
    _fresh("setuptools", "72.0", "2024-07-28", "the command test is gone", "72.1", "2024-07-29"),
    _fresh("setuptools", "77.0", "2025-03-19", "it checks licence fields anew"),
    _fresh("setuptools", "78.0.1", "2025-03-24", "it refuses keys with dashes in setup.cfg", "78.0.2", "2025-03-25"),
    _fresh("setuptools", "80.0", "2025-04-27", "easy_install is gone and develop goes through pip"),
    _fresh("setuptools-scm", "7.0", "2022-06-12", "it needs Python 3.7 and writes other version files"),
    _fresh("setuptools-scm", "8.0", "2023-09-20", "write_to and parsers changed"),
    _fresh("setuptools-scm", "9.0", "2025-08-04", "configuration it does not know is an error; versions may come out otherwise"),
    _fresh("pkginfo", "1.9.3", "2023-01-03", "it is typed, so type checkers see errors"),
    _fresh("pkginfo", "1.11", "2024-05-31", "it reads metadata versions otherwise"),
    _fresh("attrs", "24.1", "2024-08-03", "classes of others that hook into it break", "24.2", "2024-08-06"),
    _fresh("importlib-metadata", "5.0", "2022-10-02", "the mapping of entry points is gone"),
    _fresh("pytest", "6.0", "2020-07-28", "much that was deprecated is refused"),
    _fresh("pytest", "7.0", "2022-02-03", "collection and private interfaces changed"),
    _fresh("pytest", "7.2", "2022-10-23", "it no longer brings py; plugins break"),
    _fresh("pytest", "8.0", "2024-01-27", "packages are collected otherwise; plugins and pytest.warns(None) break"),
    _fresh("pytest", "8.1", "2024-03-03", "hooks with py.path are refused", "8.1.1", "2024-03-09"),
    _fresh("pytest", "8.2", "2024-04-27", "plugins for unittest and asyncio break"),
    _fresh("pytest", "8.4", "2025-06-02", "tests that return something fail, async tests without a plugin too"),
    _fresh("pytest", "9.0", "2025-11-08", "what version 8 warned of is refused"),
    _fresh("pytest", "9.1", "2026-06-13", "generators as parameters are refused"),
    _fresh("pytest-asyncio", "0.17", "2022-01-16", "modes are new; the old one warns"),
    _fresh("pytest-asyncio", "0.19", "2022-07-13", "strict is the mode; fixtures need its decorator"),
    _fresh("pytest-asyncio", "0.21.2", "2024-04-29", "loops are closed otherwise"),
    _fresh("pytest-asyncio", "0.22", "2023-10-31", "scoped loops replace overrides of event_loop", "0.23", "2023-12-03"),
    _fresh("pytest-asyncio", "0.23", "2023-12-03", "overrides of event_loop no longer reach every test"),
    _fresh("pytest-asyncio", "0.25", "2024-12-13", "loop scopes changed"),
    _fresh("pytest-asyncio", "1.0", "2025-05-26", "the fixture event_loop is gone"),
    _fresh("pytest-httpx", "0.32", "2024-09-27", "responses that nobody asks for fail the test"),
    _fresh("pytest-cov", "7.0", "2025-09-09", "subprocesses are no longer measured unasked"),
    _fresh("mypy", "0.900", "2021-06-08", "it no longer brings stubs of other distributions"),
    _fresh("mypy", "0.990", "2022-11-07", "None is no default of a plain type any more"),
    _fresh("mypy", "1.0", "2023-02-06", "it checks more"),
    _fresh("flake8", "4.0", "2021-10-11", "importlib-metadata is capped below what others want"),
    _fresh("flake8", "5.0", "2022-07-30", "its options are read otherwise and plugins break"),
    _fresh("flake8", "6.0", "2022-11-23", "comments within its lists are refused"),
    _fresh("flake8", "7.0", "2024-01-04", "pyflakes is stricter"),
    _fresh("pylint", "2.14", "2022-06-01", "there are new checks; options are gone"),
    _fresh("pylint", "3.0", "2023-10-02", "checks and options changed"),
    _fresh("pylint", "4.0", "2025-10-12", "checks and options changed"),
    _fresh("tox", "4.0", "2022-12-07", "it was rewritten; much of tox.ini is read otherwise"),
    _fresh("click", "8.0", "2021-05-11", "much that was deprecated is gone"),
    _fresh("click", "8.1", "2022-03-28", "get_os_args and _unicodefun are gone"),
    _fresh("click", "8.1.4", "2023-07-06", "its decorators no longer type-check", "8.1.6", "2023-07-18"),
    _fresh("click", "8.2", "2025-05-10", "CliRunner mixes its streams; types of parameters changed"),
    _fresh("click", "8.3", "2025-09-18", "flags and defaults are read otherwise"),
    _fresh("flask", "2.0", "2021-05-11", "it needs Werkzeug 2; old extensions break"),
    _fresh("flask", "2.2", "2022-08-01", "the context stacks are deprecated; extensions break"),
    _fresh("flask", "2.3", "2023-04-25", "before_first_request and the JSON encoder are gone; extensions break"),
    _fresh("flask", "3.0", "2023-09-30", "it needs Werkzeug 3; extensions break"),
    _fresh("werkzeug", "2.0", "2021-05-11", "much that was deprecated is gone"),
    _fresh("werkzeug", "2.1", "2022-03-28", "BaseResponse and safe_str_cmp are gone"),
    _fresh("werkzeug", "2.2", "2022-07-23", "routing was rewritten"),
    _fresh("werkzeug", "3.0", "2023-09-30", "werkzeug.urls is nearly empty"),
    _fresh("werkzeug", "3.1", "2024-10-31", "the attribute __version__ is gone"),
    _fresh("jinja2", "3.1", "2022-03-24", "Markup, escape and the old decorators are gone"),
    _fresh("markupsafe", "2.1", "2022-02-17", "soft_unicode is gone"),
    _fresh("itsdangerous", "2.1", "2022-02-18", "the JSON of the module is gone"),
    _fresh("urllib3", "2.0", "2023-04-26", "it needs a newer OpenSSL; what others imported of it is gone"),
    _fresh("requests", "2.32", "2024-05-20", "adapters of others break (docker)"),
    _fresh("httpx", "0.28", "2024-11-28", "the arguments app and proxies are gone"),
    _fresh("anyio", "4.0", "2023-08-30", "cancellation raises exception groups"),
    _fresh("trio", "0.22", "2022-09-28", "MultiError gave way to exception groups"),
    _fresh("starlette", "0.21", "2022-09-26", "the test client needs httpx"),
    _fresh("uvicorn", "0.15", "2021-08-13", "it needs a newer asgiref and shuts down otherwise"),
    _fresh("uvicorn", "0.36", "2025-09-20", "the set-up of event loops changed"),
    _fresh("quart", "0.19", "2023-10-01", "it needs Werkzeug 3"),
    _fresh("pydantic", "2.0", "2023-06-30", "it was rewritten"),
    _fresh("sqlalchemy", "1.4", "2021-03-15", "the dialect postgres is gone; queries are cached"),
    _fresh("sqlalchemy", "2.0", "2023-01-26", "what version 1.4 warned of is gone"),
    _fresh("sqlalchemy", "2.1", "2026-09-24", "greenlet is no longer installed unasked"),
    _fresh("numpy", "1.24", "2022-12-18", "the aliases of builtin types are gone"),
    _fresh("numpy", "2.0", "2024-06-16", "the binary interface changed"),
    _fresh("numpy", "2.4", "2025-12-20", "expired deprecations are gone"),
    _fresh("pandas", "2.0", "2023-04-03", "what version 1 warned of is gone"),
    _fresh("pandas", "3.0", "2026-01-21", "strings have a type of their own, and copies are lazy"),
    _fresh("pillow", "10.0", "2023-07-01", "ANTIALIAS and getsize are gone"),
    _fresh("cython", "3.0", "2023-07-17", "code for version 0.29 does not compile"),
    _fresh("cryptography", "39.0", "2023-01-02", "old pyOpenSSL breaks"),
    _fresh("protobuf", "4.21", "2022-05-26", "old generated code is refused"),
    _fresh("docutils", "0.17", "2021-04-03", "themes and extensions of Sphinx break"),
    _fresh("docutils", "0.18", "2021-10-26", "themes and extensions of Sphinx break"),
    _fresh("docutils", "0.21", "2024-04-09", "extensions of Sphinx break"),
    _fresh("docutils", "0.22", "2025-07-29", "extensions of Sphinx break"),
    _fresh("sphinx", "4.0", "2021-05-09", "what was deprecated is gone"),
    _fresh("sphinx", "5.0", "2022-05-30", "what was deprecated is gone; conf.py wants a language"),
    _fresh("sphinx", "6.0", "2022-12-29", "jQuery is gone; themes break"),
    _fresh("sphinx", "7.0", "2023-04-29", "build_sphinx is gone"),
    _fresh("sphinx", "7.2", "2023-08-17", "internal interfaces changed; extensions break"),
    _fresh("sphinx", "8.0", "2024-07-29", "what was deprecated is gone"),
    _fresh("sphinx", "8.2", "2025-02-18", "internal interfaces changed; extensions break"),
    _fresh("sphinx", "9.0", "2025-11-30", "autodoc was rewritten; extensions break"),
    _fresh("mkdocs", "1.5", "2023-07-26", "validation warns, and --strict makes that errors"),
    _fresh("mkdocstrings-python", "1.12", "2024-10-12", "options changed"),
    _fresh("griffe", "2.0", "2026-03-23", "what was deprecated is gone"),
    _fresh("bcrypt", "5.0", "2025-09-25", "passwords of more than 72 bytes raise; passlib breaks"),
    _fresh("marshmallow", "4.0", "2025-04-17", "what version 3 warned of is gone"),
    _fresh("moto", "5.0", "2024-01-28", "there is one mock_aws"),
    _fresh("typer", "0.12", "2024-03-29", "it comes in several distributions"),
    _fresh("fakeredis", "2.11", "2023-04-23", "it fits other versions of redis"),
    _fresh("twine", "6.0", "2024-11-29", "it checks metadata anew"),
    _fresh("hatchling", "1.19", "2023-12-12", "what goes into a wheel has to be named where nothing is found"),
    _fresh("poetry-core", "1.5", "2023-01-27", "invalid extras are refused"),
    _fresh("poetry-core", "2.0", "2025-01-04", "the project table is read"),
    _fresh("poetry", "2.0", "2025-01-05", "export, shell and old options are gone"),
    _fresh("restructuredtext-lint", "2.0", "2025-11-22", "the option --encoding is gone"),
    _fresh("ruff", "0.1", "2023-10-16", "fixes are split into safe and unsafe ones"),
    _fresh("ruff", "0.2", "2024-02-01", "settings moved to the table lint"),
    _fresh("ruff", "0.5", "2024-06-27", "`ruff PATH` is gone; rules were renamed"),
    _fresh("ruff", "0.9", "2025-01-09", "it formats otherwise"),
    _fresh("ruff", "0.15", "2026-02-03", "it formats otherwise"),
    _fresh("black", "22.1", "2022-01-29", "it formats otherwise"),
    _fresh("black", "23.1", "2023-02-01", "it formats otherwise"),
    _fresh("black", "24.1", "2024-01-26", "it formats otherwise"),
    _fresh("black", "25.1", "2025-01-29", "it formats otherwise"),
    _fresh("black", "26.1", "2026-01-18", "it formats otherwise"),
    _fresh("isort", "5.11", "2022-12-12", "it needs newer Pythons"),
    _fresh("isort", "6.0", "2025-01-26", "it sorts otherwise"),
)  # fmt: skip
"""What is gone first; then what was only widely felt."""
