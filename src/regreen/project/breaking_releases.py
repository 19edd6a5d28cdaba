"""Releases of well-known distributions that broke what depended on them, and what shows that a project is hit.

A dated table of facts of the outside world. Sources: the change logs and issue trackers of the distributions.
"""

# ruff: noqa: E501 - a pattern is easier to read in one piece

from __future__ import annotations

import re
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

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


USED = (
    # what is gone, and how its use looks
    _used("werkzeug", "2.1", "2022-03-28", "removed safe_str_cmp and BaseResponse", "werkzeug",
          r"^[ \t]*from werkzeug\.\w+ import [^\n]*(?<!as )\b(?:safe_str_cmp|BaseResponse|BaseRequest)\b"),
    _used("werkzeug", "3.0", "2023-09-30", "removed url_quote and its kin from werkzeug.urls", "werkzeug.urls",
          r"^[ \t]*from werkzeug\.urls import [^\n]*(?<!as )\burl_(?:quote|quote_plus|unquote|encode|decode|parse|join|fix)\b"),
    _used("flask", "2.3", "2023-04-25", "removed before_first_request, JSONEncoder and the context stacks", "flask",
          r"\.before_first_request\b|^[ \t]*from flask(?:\.json)? import [^\n]*(?<!as )\b(?:JSONEncoder|JSONDecoder|_app_ctx_stack|_request_ctx_stack)\b"),
    _used("flask", "3.0", "2023-09-30", "removed escape, Markup and __version__ from its top", "flask",
          r"^[ \t]*from flask import [^\n]*(?<!as )\b(?:escape|Markup)\b|\bflask\.(?:escape|Markup)\b"),
    _used("jinja2", "3.1", "2022-03-24", "removed contextfilter, environmentfilter, escape and Markup", "jinja2",
          r"^[ \t]*from jinja2(?:\.\w+)? import [^\n]*(?<!as )\b(?:contextfilter|contextfunction|environmentfilter|evalcontextfilter|escape|Markup)\b|\bjinja2\.(?:contextfilter|contextfunction|environmentfilter|evalcontextfilter|Markup|escape)\b"),
    _used("markupsafe", "2.1", "2022-02-17", "removed soft_unicode", "soft_unicode", r"\bsoft_unicode\b"),
    _used("pydantic", "2.0", "2023-06-30", "moved BaseSettings away and renamed or removed much of version 1", "from pydantic",
          r"^[ \t]*from pydantic import [^\n]*(?<!as )\bBaseSettings\b|^[ \t]*from pydantic\.(?:env_settings import|validators import|generics import|fields import [^\n]*(?<!as )\bModelField\b|error_wrappers import [^\n]*(?<!as )\bErrorWrapper\b)|\b(?:Field|constr)\([^()\n]*\bregex[ ]?=|\bField\([^()\n]*\bconst[ ]?=[ ]?True"),
    _used("sqlalchemy", "2.0", "2023-01-26", "removed Engine.execute, mapper and the like", "sqlalchemy",
          r"\b(?:engine|db\.engine)\.(?:execute|table_names|has_table)\(|^[ \t]*from sqlalchemy\.orm import [^\n]*(?<!as )\bmapper\b|\bdeclarative_base\([^)\n]*\bbind="),
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
          r"^[ \t]*(?:from|import) langchain\.(?:chains|memory|prompts|schema|text_splitter|retrievers|llms|chat_models\.\w+|vectorstores|document_loaders|embeddings\.\w+|callbacks|output_parsers|docstore|evaluation)\b|^[ \t]*from langchain\.agents import [^\n]*(?<!as )\b(?:AgentExecutor|initialize_agent|create_react_agent|Tool\b)"),
    _used("moviepy", "2.0", "2024-11-18", "removed moviepy.editor and renamed the methods of clips", "moviepy",
          r"^[ \t]*(?:from|import) moviepy\.editor\b"),
    _used("httpx", "0.28", "2024-11-28", "removed the arguments app and proxies", "httpx",
          r"\b(?:Async)?Client\((?:[^()\n]*,[ ]?|\s*)(?:app|proxies)[ ]?="),
    _used("moto", "5.0", "2024-01-28", "replaced mock_s3 and the like by mock_aws", "moto",
          r"^[ \t]*from moto import [^\n]*(?<!as )\bmock_(?!aws\b)\w+"),
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
          r"^[ \t]*from marshmallow_sqlalchemy import [^\n]*(?<!as )\b(?:ModelSchema|TableSchema)\b"),
    _used("lxml", "5.2", "2024-03-30", "moved lxml.html.clean to lxml_html_clean", "lxml.html",
          r"^[ \t]*(?:from|import) lxml\.html\.clean\b|^[ \t]*from lxml\.html import [^\n]*(?<!as )\bclean\b"),
    _used("selenium", "4.10", "2023-06-07", "removed executable_path, chrome_options and desired_capabilities", "selenium",
          r"\bwebdriver\.\w+\([^)\n]*\b(?:executable_path|chrome_options|firefox_options|desired_capabilities|service_log_path)="),
    _used("selenium", "4.3", "2022-06-24", "removed find_element_by_*", "find_element", r"\.find_elements?_by_\w+\("),
    _used("protobuf", "4.21", "2022-05-26", "refuses code generated by protoc before 3.19", "_descriptor",
          r"_descriptor\.FieldDescriptor\(", "_pb2.py"),
    _used("packaging", "22.0", "2022-12-07", "removed LegacyVersion", "LegacyVersion", r"\bLegacyVersion\b|\bLegacySpecifier\b"),
    _used("scipy", "1.14", "2024-06-24", "removed simps, trapz, cumtrapz and the scipy.signal windows", "scipy",
          r"^[ \t]*from scipy\.integrate import [^\n]*(?<!as )\b(?:simps|trapz|cumtrapz)\b|\bintegrate\.(?:simps|trapz|cumtrapz)\("),
    _used("scipy", "1.13", "2024-04-02", "removed the windows of scipy.signal and interp2d", "scipy",
          r"^[ \t]*from scipy\.signal import [^\n]*(?<!as )\b(?:hann|hamming|blackman|gaussian|kaiser|boxcar)\b|\bsignal\.(?:hann|hamming|blackman|gaussian|kaiser|boxcar)\("),
    _used("networkx", "3.0", "2023-01-08", "removed info, to_numpy_matrix and the pickle functions", "networkx",
          r"\bnx\.(?:info|to_numpy_matrix|read_gpickle|write_gpickle|from_numpy_matrix)\("),
    _used("gym", "0.26", "2022-09-06", "step returns five values and seed is gone", "gym", r"\benv\.seed\("),
    _used("matplotlib", "3.9", "2024-05-16", "removed get_cmap and register_cmap from matplotlib.cm", "matplotlib",
          r"^[ \t]*from matplotlib\.cm import [^\n]*(?<!as )\b(?:get_cmap|register_cmap)\b|\bmatplotlib\.cm\.(?:get_cmap|register_cmap)\(|\bcm\.(?:get_cmap|register_cmap)\("),
    _used("tensorflow", "2.16", "2024-03-07", "brings Keras 3", "tensorflow",
          r"^[ \t]*from tensorflow\.keras\.(?:wrappers|preprocessing\.text|layers\.experimental)\b|^[ \t]*from tensorflow\.python\.keras\b"),
    _used("celery", "5.0", "2020-09-24", "removed celery.decorators and celery.task", "celery",
          r"^[ \t]*from celery\.(?:decorators|task(?:\.\w+)?) import"),
    _used("django", "4.0", "2021-12-07", "removed ugettext, url and is_ajax", "django",
          r"^[ \t]*from django\.utils\.translation import [^\n]*(?<!as )\bu(?:n?get)text(?:_lazy|_noop)?\b|^[ \t]*from django\.conf\.urls import [^\n]*(?<!as )\burl\b|\brequest\.is_ajax\(\)|^[ \t]*from django\.utils\.encoding import [^\n]*(?<!as )\b(?:force|smart)_text\b"),
    _used("django", "5.1", "2024-08-07", "removed index_together, make_random_password and STATICFILES_STORAGE", "django",
          r"^[ \t]+index_together[ ]?=|\.make_random_password\(|^(?:STATICFILES_STORAGE|DEFAULT_FILE_STORAGE)[ ]?="),
    _used("rich", "13.0", "2022-12-30", "removed rich.console.RenderGroup", "RenderGroup", r"\bRenderGroup\b"),
    _used("nltk", "3.8.2", "2024-08-05", "wants punkt_tab and the like in place of the pickled data", "nltk",
          r"\bnltk\.download\([\"']punkt[\"']"),
    _used("python-telegram-bot", "20.0", "2023-01-01", "is built on asyncio; Updater and Filters are gone", "telegram.ext",
          r"^[ \t]*from telegram\.ext import [^\n]*(?<!as )\bFilters\b|\bUpdater\([^)\n]*\buse_context="),
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
    _used("setuptools", "70.0", "2024-05-21", "removed packaging from pkg_resources", "pkg_resources",
          r"^[ \t]*from pkg_resources import [^\n]*(?<!as )\bpackaging\b|\bpkg_resources\.packaging\b|^[ \t]*from pkg_resources\.extern\b"),
    _used("setuptools", "80.0", "2025-04-27", "removed easy_install", "easy_install",
          r"^[ \t]*from setuptools\.command(?: import easy_install|\.easy_install import)"),
    _used("pandas", "2.0", "2023-04-03", "removed DataFrame.append and the arguments error_bad_lines and line_terminator", "pandas",
          r"\b(\w*df\w*)[ ]?=[ ]?\1\.append\(|\berror_bad_lines[ ]?=|\.to_csv\([^()\n]*\bline_terminator="),
    _used("pandas", "3.0", "2026-01-21", "removed applymap, fillna(method=...) and delim_whitespace", "pandas",
          r"\.applymap\(|\.fillna\(method[ ]?=|\bdelim_whitespace[ ]?=[ ]?True"),
    _used("numpy", "2.4", "2025-12-20", "removed np.trapz and np.in1d", "np", r"\bnp\.(?:trapz|in1d)\("),
    _used("sqlalchemy", "2.0", "2023-01-26", "removed select([...]), case([...]) and MetaData(bind=...)", "sqlalchemy",
          r"(?<![\w.])(?:sa\.|sqlalchemy\.|db\.)?(?:select|case)\(\[|\bMetaData\([^()\n]*\bbind="),
    _used("pydantic", "2.0", "2023-06-30", "refuses regex=, const=, __root__ and a bare root_validator", "pydantic",
          r"\b(?:Field|constr|Query|Path)\([^()\n]*\b(?:regex|const)=|^[ \t]+__root__[ ]?:|^[ \t]*@root_validator(?:\(\))?$|\bconlist\([^()\n]*\bm(?:in|ax)_items=",
          unless="from pydantic import v1"),
    _used("langchain", "0.2", "2024-05-20", "no longer brings langchain-community, which has these now", "langchain",
          r"^[ \t]*from langchain\.(?:llms|chat_models|embeddings|vectorstores|document_loaders|utilities|tools|callbacks) import", unless="langchain_community"),
    _used("httpx", "0.28", "2024-11-28", "removed the argument proxies", "proxies=",
          r"\bhttpx\.(?:get|post|put|patch|delete|request|stream)\([^()\n]*\bproxies="),
    _used("flask", "2.1", "2022-03-28", "removed safe_join and the like from its top", "safe_join", r"^[ \t]*from flask(?:\.helpers)? import [^\n]*(?<!as )\bsafe_join\b"),
    _used("werkzeug", "3.0", "2023-09-30", "no longer hashes passwords by a plain digest", "generate_password_hash",
          r"generate_password_hash\([^()\n]*[\"'](?:sha256|sha512|sha1|md5|plain)[\"']"),
    _used("itsdangerous", "2.1", "2022-02-18", "removed the serializers of web signatures", "itsdangerous",
          r"^[ \t]*from itsdangerous(?:\.jws)? import [^\n]*JSONWebSignatureSerializer"),
    _used("flask-sqlalchemy", "3.0", "2022-10-03", "removed BaseQuery and get_debug_queries", "flask_sqlalchemy",
          r"^[ \t]*from flask_sqlalchemy import [^\n]*(?<!as )\b(?:BaseQuery|get_debug_queries)\b"),
    _used("markdown", "3.4", "2022-07-15", "removed markdown.util.etree and the like", "markdown",
          r"^[ \t]*from markdown\.util import [^\n]*(?<!as )\betree\b|\bmd_globals\b"),
    _used("jsonschema", "4.0", "2021-09-29", "removed jsonschema.compat", "jsonschema.compat", r"^[ \t]*(?:from|import) jsonschema\.compat\b"),
    _used("pyyaml", "6.0", "2021-10-13", "wants a Loader in yaml.load", "yaml.load(",
          r"\byaml\.load\((?:[^,()\n]|\([^()\n]*\))*\)", unless="YAML("),
    _used("pyjwt", "2.0", "2020-12-21", "gives text for encoded tokens and wants the algorithms named", "jwt",
          r"\bjwt\.encode\([^\n]*\)\.decode\(|\bjwt\.decode\([^()\n]*\bverify="),
    _used("aioredis", "2.0", "2021-07-30", "removed create_redis and its pools", "aioredis", r"\baioredis\.create_(?:redis|redis_pool|pool)\("),
    _used("pyopenssl", "23.3", "2023-10-25", "removed the functions for PKCS #12", "PKCS12", r"\bcrypto\.(?:load_pkcs12|PKCS12)\b"),
    _used("protobuf", "5.26", "2024-03-13", "removed including_default_value_fields and GetPrototype", "protobuf",
          r"\bincluding_default_value_fields\b|\.GetPrototype\("),
    _used("matplotlib", "3.8", "2023-09-15", "removed the styles called after seaborn without a version", "seaborn",
          r"\bstyle\.(?:use|context)\([\"']seaborn(?!-v0)(?:-\w+)*[\"']\)"),
    _used("matplotlib", "3.6", "2022-09-16", "removed the argument projection of gca", "projection", r"\bgca\(projection="),
    _used("matplotlib", "3.10", "2024-12-14", "removed tostring_rgb of canvases", "tostring_rgb", r"\.tostring_rgb\("),
    _used("scikit-learn", "1.2", "2022-12-08", "removed load_boston, get_feature_names and the functions plot_*", "sklearn",
          r"\bload_boston\b|\.get_feature_names\(\)|^[ \t]*from sklearn\.metrics import [^\n]*(?<!as )\bplot_(?:confusion_matrix|roc_curve|precision_recall_curve)\b"),
    _used("scikit-learn", "1.3", "2023-06-30", "refuses max_features='auto'", "max_features", r"\bmax_features=[\"']auto[\"']"),
    _used("scikit-learn", "1.4", "2024-01-18", "removed sparse= of encoders and base_estimator=", "sklearn",
          r"\bOneHotEncoder\([^()\n]*\bsparse=|\b(?:AdaBoost|Bagging)\w+\([^()\n]*\bbase_estimator="),
    _used("scikit-learn", "1.6", "2024-12-09", "removed squared= of mean_squared_error", "squared", r"\bmean_squared_error\([^()\n]*\bsquared="),
    _used("scipy", "1.15", "2025-01-03", "removed cwt, ricker and morlet of scipy.signal", "scipy",
          r"^[ \t]*from scipy\.signal import [^\n]*(?<!as )\b(?:cwt|ricker|morlet2?)\b|\bsignal\.(?:cwt|ricker|morlet2?)\("),
    _used("scipy", "1.13", "2024-04-02", "removed tri, tril and triu of scipy.linalg", "scipy", r"^[ \t]*from scipy\.linalg import [^\n]*(?<!as )\btri[lu]?\b"),
    _used("keras", "3.0", "2023-11-27", "removed keras.wrappers, keras.utils.np_utils and the text tools", "keras",
          r"^[ \t]*from keras\.(?:wrappers|utils\.np_utils|utils import np_utils|preprocessing\.text|layers\.normalization)\b"),
    _used("huggingface-hub", "0.26", "2024-10-17", "removed cached_download", "cached_download", r"^[ \t]*from huggingface_hub import [^\n]*(?<!as )\bcached_download\b"),
    _used("huggingface-hub", "1.0", "2025-10-27", "removed HfFolder, InferenceApi and Repository", "huggingface_hub",
          r"^[ \t]*from huggingface_hub import [^\n]*(?<!as )\b(?:HfFolder|InferenceApi|Repository)\b"),
    _used("datasets", "3.0", "2024-09-11", "removed load_metric", "load_metric", r"^[ \t]*from datasets import [^\n]*(?<!as )\bload_metric\b|\bdatasets\.load_metric\("),
    _used("torch", "2.0", "2023-03-15", "removed torch._six", "torch._six", r"^[ \t]*(?:from|import) torch\._six\b"),
    _used("pytorch-lightning", "2.0", "2023-03-15", "removed the hooks *_epoch_end and the arguments gpus", "lightning",
          r"^[ \t]*def (?:training|validation|test)_epoch_end\(|\bTrainer\([^()\n]*\bgpus="),
    _used("lightgbm", "4.0", "2023-07-07", "removed verbose_eval", "verbose_eval", r"\bverbose_eval[ ]?="),
    _used("spacy", "3.0", "2021-02-01", "removed the short names of models", "spacy", r"\bspacy\.load\([\"'](?:en|de|fr|es)[\"']\)"),
    _used("gensim", "4.0", "2021-03-24", "renamed size and iter and removed wv.vocab", "gensim", r"\b(?:Word2Vec|FastText|Doc2Vec)\([^()\n]*\b(?:size|iter)=|\.wv\.vocab\b"),
    _used("chromadb", "0.4", "2023-07-17", "refuses chroma_db_impl", "chroma_db_impl", r"\bchroma_db_impl\b"),
    _used("llama-index", "0.10", "2024-02-12", "moved everything to llama_index.core", "llama_index", r"^[ \t]*from llama_index import "),
    _used("tweepy", "4.0", "2021-09-25", "removed StreamListener", "tweepy", r"\btweepy\.StreamListener\b"),
    _used("aiogram", "3.0", "2023-09-01", "was rewritten; executor and the old filters are gone", "aiogram",
          r"^[ \t]*from aiogram\.(?:utils import [^\n]*(?<!as )\bexecutor\b|utils\.executor import|dispatcher import FSMContext|contrib\b|dispatcher\.filters\b)"),
    _used("gradio", "4.0", "2023-10-31", "removed gr.inputs, gr.outputs and concurrency_count", "gradio", r"\bgr\.(?:inputs|outputs)\.|\bconcurrency_count="),
    _used("dash", "3.0", "2025-03-17", "removed app.run_server", "run_server", r"\bapp\.run_server\("),
    _used("plotly", "6.0", "2025-01-28", "removed titlefont", "titlefont", r"\btitlefont\b"),
    _used("bokeh", "3.0", "2022-10-31", "removed plot_width and plot_height", "bokeh", r"\bfigure\([^()\n]*\bplot_(?:width|height)="),
    _used("statsmodels", "0.13", "2021-10-01", "removed arima_model", "arima_model", r"^[ \t]*(?:from|import) statsmodels\.tsa\.arima_model\b"),
    _used("elasticsearch", "8.0", "2022-02-10", "removed doc_type", "doc_type", r"\bes\w*\.\w+\([^()\n]*\bdoc_type="),
    _used("urllib3", "2.0", "2023-04-26", "removed method_whitelist and DEFAULT_CIPHERS", "urllib3",
          r"\bmethod_whitelist[ ]?=|^[ \t]*from urllib3\.util\.ssl_ import [^\n]*(?<!as )\bDEFAULT_CIPHERS\b"),
    _used("urllib3", "2.6", "2025-12-05", "removed getheaders and getheader of responses", "urllib3", r"\bresponse\.getheaders?\("),
    _used("pinecone-client", "3.0", "2024-01-16", "removed pinecone.init", "pinecone", r"\bpinecone\.init\("),
    _used("python-multipart", "0.0.13", "2024-10-20", "is imported as python_multipart", "import multipart", r"^(?:import multipart$|from multipart(?:\.\w+)* import)"),
    _used("django", "5.1", "2024-08-07", "removed assertQuerysetEqual and get_storage_class", "django",
          r"\bassertQuerysetEqual\(|^[ \t]*from django\.core\.files\.storage import [^\n]*(?<!as )\bget_storage_class\b"),
    _used("django", "6.0", "2025-12-03", "removed the argument check of CheckConstraint", "CheckConstraint", r"\bCheckConstraint\(\s*check[ ]?="),
    _used("django", "4.0", "2021-12-07", "removed NullBooleanField, urlquote, is_safe_url and providing_args", "django",
          r"\bmodels\.NullBooleanField\(|^[ \t]*from django\.utils\.http import [^\n]*(?<!as )\b(?:urlquote|urlunquote|is_safe_url)\b|\bSignal\([^()\n]*\bproviding_args=|^[ \t]*from django\.contrib\.postgres\.fields import [^\n]*(?<!as )\bJSONField\b"),
    _used("djangorestframework", "3.14", "2022-09-22", "removed NullBooleanField", "NullBooleanField", r"\bserializers\.NullBooleanField\("),
    _used("pytest-xdist", "3.0", "2022-10-25", "removed --boxed and -f", "--boxed", r"^addopts[ ]?=[^\n]*--boxed", "setup.cfg", "pytest.ini", "tox.ini", "pyproject.toml"),
    _used("sphinx", "4.0", "2021-05-09", "removed add_stylesheet and add_javascript", "app.add_", r"\bapp\.add_(?:stylesheet|javascript)\(", "conf.py"),
    _used("django", "5.0", "2023-12-04", "removed the utc of django.utils.timezone and USE_DEPRECATED_PYTZ", "django",
          r"^[ \t]*from django\.utils\.timezone import [^\n]*(?<!as )\butc\b|^USE_DEPRECATED_PYTZ[ ]?="),
)  # fmt: skip
"""What is gone, and how its use looks."""


@cache
def breaking_releases() -> tuple[Breaking, ...]:
    """All of them: those whose use can be seen, the oldest first, since a cap below that keeps the later ones out, too;
    then those that were only widely felt, the newest first.
    """
    text = (files("regreen.project") / "data" / "breaking_releases.txt").read_text("utf-8")
    felt = (_felt(line) for line in text.split("\n") if line and not line.startswith("#"))
    used = sorted(USED, key=lambda item: item.since)
    return (*used, *sorted(felt, key=lambda item: item.since, reverse=True))


def _felt(line: str) -> Breaking:
    head, _, changed = line.partition(": ")
    package, version, since, *rest = head.split()
    mended, until = rest if rest else ("", "")
    end = date.fromisoformat(until) if until else date.max
    return Breaking(package, version, date.fromisoformat(since), changed, mended=mended, until=end)
