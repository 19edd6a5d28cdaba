"""Two packages, or a package and the code that uses it, are of versions that do not fit each other.

## Why
A dependency was not capped, and a release removed or changed what the other side still uses. The error is
known well enough to name both sides.

## Fix
Change the requirement as the title says, in the file the job installs from; then move the code to the new
interface in its own time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.project.known_incompatible import fix_of
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.jobs.model import Installed, JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.jobs.versions import Incompatible
    from regreen.project.tree import Tree

_GONE = Category.MISSING_MODULE


def _pair(pattern: str, package: str, fix: str, category: Category | None = None) -> Form:
    return Form(pattern, {"package": package, "fix": fix}, category)


log = saying(
    _pair(
        r"duplicate base class TimeoutError",
        "aioredis",
        fix_of("aioredis"),
    ),
    _pair(r"password cannot be longer than 72 bytes", "passlib", fix_of("passlib")),
    _pair(
        r"module 'bcrypt' has no attribute '__about__'",
        "passlib",
        "it does not know bcrypt 4.1; require bcrypt<4.1",
    ),
    _pair(
        r"`BaseSettings` has been moved to the `pydantic-settings` package",
        "pydantic",
        "BaseSettings moved to pydantic-settings in version 2",
        _GONE,
    ),
    _pair(
        r"`regex` is removed\. use `pattern` instead",
        "pydantic",
        "version 2 calls the regex of a field pattern",
    ),
    _pair(r"`const` is removed, use `Literal` instead", "pydantic", "version 2 has no const fields"),
    _pair(
        r"A non-annotated attribute was detected|`@root_validator` with `pre=False`",
        "pydantic",
        "the code was written for version 1; require pydantic<2 or migrate it",
    ),
    _pair(
        r"cannot import name '\w+' from 'pydantic(?:\.\w+)*'|No module named 'pydantic\.(?:v1|generics|error_wrappers|fields\.\w+)'",
        "pydantic",
        "the code needs the other major version",
        _GONE,
    ),
    _pair(
        r"cannot import name '(?:escape|Markup|contextfunction|contextfilter|environmentfilter|evalcontextfilter)' from 'jinja2'",
        "jinja2",
        "version 3.1 removed what its dependent imports; upgrade that or require jinja2<3.1",
        _GONE,
    ),
    _pair(
        r"cannot import name 'soft_unicode' from 'markupsafe'",
        "markupsafe",
        "version 2.1 removed soft_unicode; upgrade jinja2 or require markupsafe<2.1",
        _GONE,
    ),
    _pair(
        r"cannot import name '(?:url_quote\w*|url_decode|url_encode|url_parse|BaseResponse|safe_str_cmp)' from 'werkzeug",
        "werkzeug",
        "its release removed what flask or an extension imports; upgrade flask or require werkzeug<3",
        _GONE,
    ),
    _pair(
        r"module 'werkzeug' has no attribute '__version__'",
        "werkzeug",
        "version 3.1 does not fit the flask; upgrade flask",
    ),
    _pair(
        r"cannot import name '(?:json|_app_ctx_stack|_request_ctx_stack|escape|Markup|JSONEncoder)' from 'flask",
        "flask",
        "its release removed what an extension imports; upgrade the extension",
        _GONE,
    ),
    _pair(
        r"'Flask' object has no attribute 'before_first_request'",
        "flask",
        "version 2.3 removed before_first_request",
    ),
    _pair(
        r"module 'numpy' has no attribute '(?:float|int|bool|object|complex|str|typeDict|product|float_|Inf|NaN|in1d|trapz|infty|unicode_|string_|cumproduct|row_stack|alltrue|sometrue)'"
        r"|`np\.\w+` was removed in the NumPy 2\.0 release",
        "numpy",
        "its release removed the alias; use the builtin type or the new name, or cap numpy",
    ),
    _pair(
        r"cannot import name '_unicodefun' from 'click'",
        "black",
        fix_of("black"),
        _GONE,
    ),
    _pair(
        r"No module named 'pkg_resources'",
        "setuptools",
        "the environment has none, or a release without pkg_resources (82 and later); require setuptools<81 or upgrade the importer",
        _GONE,
    ),
    _pair(
        r"(?:Async)?Client\.__init__\(\) got an unexpected keyword argument '(?:proxies|app)'|__init__\(\) got an unexpected keyword argument 'proxies'",
        "httpx",
        "version 0.28 removed the arguments proxies and app; require httpx<0.28 or upgrade its user",
    ),
    _pair(
        r"TestClient\.__init__\(\) got an unexpected|TypeError: Client\.__init__\(\) got an unexpected keyword argument 'app'",
        "starlette",
        fix_of("starlette"),
    ),
    _pair(
        r"fixture 'event_loop' not found",
        "pytest-asyncio",
        "version 1.0 removed the event_loop fixture; use loop_scope or require pytest-asyncio<1",
        Category.MISSING_TOOL,
    ),
    _pair(
        r"'FixtureDef' object has no attribute 'unittest'|'Package' object has no attribute 'obj'|'Function' object has no attribute 'get_marker'",
        "pytest",
        "a plugin does not know this pytest; upgrade the plugin or cap pytest",
    ),
    _pair(
        r"Can't load plugin: sqlalchemy\.dialects:postgres(?:[^q\w]|$)",
        "sqlalchemy",
        "since 1.4 the URL must begin with postgresql://",
        Category.ENVIRONMENT_VARIABLE,
    ),
    _pair(
        r"Textual SQL expression .* should be explicitly declared as text|Not an executable object: '",
        "sqlalchemy",
        "version 2 wants text() around SQL strings",
    ),
    _pair(
        r"'Engine' object has no attribute 'execute'|'(?:Legacy)?Engine' object has no attribute 'table_names'",
        "sqlalchemy",
        "version 2 removed Engine.execute; require sqlalchemy<2 or use a connection",
    ),
    _pair(
        r"the greenlet library is required to use this function",
        "sqlalchemy",
        "its asyncio part needs greenlet; require sqlalchemy[asyncio]",
        _GONE,
    ),
    _pair(
        r"The asyncio extension requires an async driver",
        "sqlalchemy",
        "the URL names a driver that is not async",
        Category.ENVIRONMENT_VARIABLE,
    ),
    _pair(
        r"lxml\.html\.clean module is now a separate project",
        "lxml",
        "version 5.2 moved it to lxml_html_clean; require lxml[html_clean]",
        _GONE,
    ),
    _pair(
        r"Descriptors cannot (?:not )?be created directly|cannot import name 'builder' from 'google\.protobuf",
        "protobuf",
        "the generated code is older or newer than the library; require protobuf<=3.20 or regenerate it",
    ),
    _pair(
        r"cannot import name '(?:DEFAULT_CIPHERS|appengine)' from 'urllib3|No module named 'urllib3\.packages|OpenSSL 1\.1\.1\+",
        "urllib3",
        "version 2 does not fit its user; require urllib3<2",
        _GONE,
    ),
    _pair(
        r"module 'lib' has no attribute '\w+'",
        "pyOpenSSL",
        "it is older than cryptography; upgrade pyOpenSSL",
    ),
    _pair(
        r"No module named 'keras\.(?:api|src)|cannot import name '\w+' from 'keras\.",
        "keras",
        "the code needs the other major version",
        _GONE,
    ),
    _pair(
        r"'DataFrame' object has no attribute '(?:append|iteritems|ix|mad)'",
        "pandas",
        "version 2 removed the method; require pandas<2 or use the new one",
    ),
    _pair(
        r"module 'PIL\.Image' has no attribute 'ANTIALIAS'",
        "pillow",
        "version 10 removed ANTIALIAS; use LANCZOS",
    ),
    _pair(
        r"You tried to access openai\.\w+, but this is no longer supported|module 'openai' has no attribute '(?:ChatCompletion|error)'",
        "openai",
        "version 1 has another interface; require openai<1 or migrate",
    ),
    _pair(
        r"No module named 'langchain\.\w+|cannot import name '\w+' from 'langchain(?:[._]\w+)*'",
        "langchain",
        "its parts moved to other packages",
        _GONE,
    ),
    _pair(
        r"'(?:App|TestApp|Typer\w*)' object.*make_metavar|make_metavar\(\) missing 1 required positional argument: 'ctx'",
        "click",
        "8.2 does not fit this typer; upgrade typer or require click<8.2",
    ),
    _pair(
        r"CliRunner\.__init__\(\) got an unexpected keyword argument 'mix_stderr'",
        "click",
        "8.2 removed mix_stderr; require click<8.2 or drop it",
    ),
    _pair(
        r"cannot import name '_QUERY_OPTIONS' from 'pymongo",
        "motor",
        fix_of("motor"),
        _GONE,
    ),
    _pair(
        r"EntryPoints' object has no attribute 'get'",
        "importlib-metadata",
        "version 5 removed the dict interface; require importlib-metadata<5",
        _GONE,
    ),
)


def allowed(job_runs: tuple[JobRun, ...], projects: Projects, today: date) -> Matches:
    """Pairs that the requirements of a job allow, as of the day that is judged."""
    from regreen.project.jobs.versions import conflicts

    groups: dict[str, list[Incompatible]] = {}
    for item in conflicts(job_runs, projects, today):
        groups.setdefault(item.conflict.package, []).append(item)
    for package, members in groups.items():
        first = members[0]
        other = f"Python {first.install.python}" if first.other is None and not first.conflict.newest else ""
        beside = other or f"{first.conflict.other}{first.conflict.others}"
        certain = first.install.certain and first.conflict.certain and first.conflict.since <= today
        yield Match(
            places=unique(place for item in members for place in _places(item)),
            data={
                "package": package,
                "fix": first.conflict.fix,
                "other": first.conflict.other,
                "cap": first.conflict.cap,
                "instead": first.conflict.instead,
            },
            severity=Severity.ERROR if certain else Severity.WARNING,
            count=len({named(item.run) for item in members}),
            title=f"{package} does not fit {beside}, which {named(first.run)} installs: {first.conflict.fix}",
        )


def _places(item: Incompatible) -> Iterator[FileEvidence]:
    yield item.mine.place
    if item.other is not None:
        yield item.other.place
    if item.conflict.other == "python" and item.run.python_place is not None:
        yield item.run.python_place
    yield item.install.place


def capped(match: Match, job_runs: tuple[JobRun, ...], projects: Projects, today: date) -> list[Edit]:
    """The cap on the other one, in the requirements file that asks for the pair."""
    from regreen.project.jobs.versions import conflicts

    found: dict[Edit, None] = {}
    for item in conflicts(job_runs, projects, today) if not match.lines else ():
        if item.conflict.package == match.data["package"] and item.conflict.cap:
            found.update(dict.fromkeys(_cap(item.other or item.mine, item, projects.tree)))
    return list(found)


def replaced(match: Match, job_runs: tuple[JobRun, ...], projects: Projects, today: date) -> list[Edit]:
    """The requirement that fits in place of the one that does not, wherever it stands."""
    from regreen.patch.specifier import written_as
    from regreen.project.jobs.versions import conflicts

    found: dict[Edit, None] = {}
    for item in conflicts(job_runs, projects, today) if not match.lines else ():
        source = projects.tree.source(item.mine.place.path)
        if item.conflict.package == match.data["package"] and item.conflict.instead and source is not None:
            edits = written_as(source, item.mine.place.line, item.mine.name, item.conflict.instead)
            found.update(dict.fromkeys(edits))
    return list(found)


def _cap(holder: Installed, item: Incompatible, tree: Tree) -> list[Edit]:
    from regreen.patch import requirements
    from regreen.project.requirements import is_requirements_file

    source = tree.source(holder.place.path)
    if source is None or not is_requirements_file(holder.place.path):
        return []
    name, cap = item.conflict.other, item.conflict.cap
    try:
        if item.other is None:
            return requirements.add(source, f"{name}{cap}")
        kept = "" if holder.specifier.startswith("==") or not holder.specifier else f"{holder.specifier},"
        return requirements.set_specifier(source, name, f"{kept}{cap}")
    except PatchError:
        return []


RULE = Rule(
    id="incompatible-versions",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{package} does not fit here: {fix}",
    log=log,
    find=allowed,
    key=("package", "fix"),
    explains=(
        "module-not-installed",
        "name-moved-upstream",
        "fixture-not-found",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "coverage-below-threshold",
    ),
    fixers=(
        Fixer("Require {other}{cap}", Safety.UNSAFE, capped),
        Fixer("Require {instead} instead of {package}", Safety.UNSAFE, replaced),
        Fixer("{package}: {fix}", Safety.ADVICE),
    ),
)
