"""Which distribution provides a module, where the two names differ, and how names are compared."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

_SEPARATORS = re.compile(r"[-_.]+")
STANDARD_LIBRARY = frozenset(sys.stdlib_module_names) | {
    # gone from newer releases, so that what this interpreter knows does not matter
    *(
        "aifc",
        "asynchat",
        "asyncore",
        "audioop",
        "cgi",
        "cgitb",
        "chunk",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
    ),
    *("lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd"),
    *("sunau", "telnetlib", "uu", "xdrlib", "annotationlib", "compression", "test", "__main__"),
}

# module -> distribution; only where the normalised names differ
_BY_MODULE = {
    "absl": "absl-py",
    "attr": "attrs",
    "Bio": "biopython",
    "bs4": "beautifulsoup4",
    "cairo": "pycairo",
    "can": "python-can",
    "cassandra": "cassandra-driver",
    "community": "python-louvain",
    "consul": "python-consul",
    "corsheaders": "django-cors-headers",
    "crontab": "python-crontab",
    "Crypto": "pycryptodome",
    "Cryptodome": "pycryptodomex",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dbus": "dbus-python",
    "debug_toolbar": "django-debug-toolbar",
    "decouple": "python-decouple",
    "discord": "discord.py",
    "django_filters": "django-filter",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "editor": "python-editor",
    "environ": "django-environ",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "gflags": "python-gflags",
    "gi": "pygobject",
    "git": "gitpython",
    "github": "pygithub",
    "gitlab": "python-gitlab",
    "gnupg": "python-gnupg",
    "googleapiclient": "google-api-python-client",
    "graphql": "graphql-core",
    "haystack": "farm-haystack",
    "hid": "hidapi",
    "igraph": "python-igraph",
    "impala": "impyla",
    "ipykernel_launcher": "ipykernel",
    "jenkins": "python-jenkins",
    "jnius": "pyjnius",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "kafka": "kafka-python",
    "keycloak": "python-keycloak",
    "keystoneclient": "python-keystoneclient",
    "ldap": "python-ldap",
    "levenshtein": "python-levenshtein",
    "Levenshtein": "python-levenshtein",
    "magic": "python-magic",
    "markdown_it": "markdown-it-py",
    "memcache": "python-memcached",
    "mega": "mega.py",
    "mpl_toolkits": "matplotlib",
    "multipart": "python-multipart",
    "MySQLdb": "mysqlclient",
    "mysql": "mysql-connector-python",
    "nacl": "pynacl",
    "nmap": "python-nmap",
    "novaclient": "python-novaclient",
    "odf": "odfpy",
    "OpenGL": "pyopengl",
    "OpenSSL": "pyopenssl",
    "oauth2_provider": "django-oauth-toolkit",
    "opentelemetry": "opentelemetry-api",
    "osgeo": "gdal",
    "pam": "python-pam",
    "past": "future",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "_distutils_hack": "setuptools",
    "playhouse": "peewee",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pylab": "matplotlib",
    "pypdfium2_raw": "pypdfium2",
    "pyVim": "pyvmomi",
    "_pytest": "pytest",
    "pythoncom": "pywin32",
    "pywintypes": "pywin32",
    "win32api": "pywin32",
    "win32con": "pywin32",
    "win32com": "pywin32",
    "win32gui": "pywin32",
    "win32service": "pywin32",
    "win32serviceutil": "pywin32",
    "rapidjson": "python-rapidjson",
    "rest_framework": "djangorestframework",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "ruamel": "ruamel.yaml",
    "sass": "libsass",
    "scss": "pyscss",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slack": "slackclient",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "socketio": "python-socketio",
    "engineio": "python-engineio",
    "socks": "pysocks",
    "sockshandler": "pysocks",
    "speech_recognition": "speechrecognition",
    "stdnum": "python-stdnum",
    "taglib": "pytaglib",
    "talib": "ta-lib",
    "telegram": "python-telegram-bot",
    "tlz": "toolz",
    "twitter": "python-twitter",
    "usb": "pyusb",
    "uwsgidecorators": "uwsgi",
    "vlc": "python-vlc",
    "websocket": "websocket-client",
    "whois": "python-whois",
    "wx": "wxpython",
    "xdist": "pytest-xdist",
    "xmpp": "xmpppy",
    "yaml": "pyyaml",
    "_yaml": "pyyaml",
    "zmq": "pyzmq",
    "zope": "zope.interface",
    "Xlib": "python-xlib",
    "nio": "matrix-nio",
    "umap": "umap-learn",
    "model_utils": "django-model-utils",
    "storages": "django-storages",
    "allauth": "django-allauth",
    "crispy_forms": "django-crispy-forms",
    "import_export": "django-import-export",
    "mptt": "django-mptt",
    "taggit": "django-taggit",
    "guardian": "django-guardian",
    "simple_history": "django-simple-history",
    "barcode": "python-barcode",
    "bluetooth": "pybluez",
    "box": "python-box",
    "frontmatter": "python-frontmatter",
    "daemon": "python-daemon",
    "pythonjsonlogger": "python-json-logger",
    "hcl2": "python-hcl2",
    "dbt": "dbt-core",
    "pwiz": "peewee",
    "pyximport": "cython",
    "gridfs": "pymongo",
    "bson": "pymongo",
    "tavily": "tavily-python",
    "binance": "python-binance",
}
# other distributions that provide the same module
_ALSO = {
    "attr": ("attr",),
    "Crypto": ("pycrypto",),
    "cv2": ("opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "docx": ("docx",),
    "faiss": ("faiss-gpu",),
    "haystack": ("haystack-ai", "django-haystack"),
    "jose": ("jose",),
    "jwt": ("jwt",),
    "kafka": ("kafka-python-ng",),
    "Levenshtein": ("levenshtein", "rapidfuzz"),
    "magic": ("python-magic-bin", "file-magic"),
    "multipart": ("multipart",),
    "opentelemetry": ("opentelemetry-sdk",),
    "PIL": ("pillow-simd",),
    "psycopg2": ("psycopg2", "psycopg2cffi"),
    "slugify": ("unicode-slugify",),
    "snappy": ("cramjam",),
    "tensorflow": ("tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tf-nightly"),
    "onnxruntime": ("onnxruntime-gpu",),
    "xgboost": ("xgboost-cpu",),
    "pydantic": ("fastapi",),
    "starlette": ("fastapi",),
    "zope": ("zope.component", "zope.schema"),
}


def normalize(name: str) -> str:
    """A distribution's name as PEP 503 compares it: lower case, runs of `-_.` as one dash."""
    return _SEPARATORS.sub("-", name).lower()


def distribution_of(module: str) -> str:
    """The distribution that usually provides a module, by its first component."""
    top = module.partition(".")[0]
    return normalize(_BY_MODULE.get(top, top))


def providers(module: str) -> frozenset[str]:
    """All distributions known to provide a module, normalised; its own name is among them."""
    top = module.partition(".")[0]
    return frozenset({distribution_of(top), normalize(top), *map(normalize, _ALSO.get(top, ()))})


def is_provided(module: str, declared: Iterable[str]) -> bool:
    """Whether one of the (normalised) distributions provides a module.

    Many distributions are named after their module with something around it (`python-x`, `x-python`,
    `pyx`, `google-cloud-x` for a namespace); such a name counts, since a false "yes" only keeps quiet.
    """
    names = set(declared)
    top = normalize(module.partition(".")[0])
    near = {top, f"python-{top}", f"py{top}", f"{top}-python", f"{top}-py", f"{top}py"}
    return bool(names & (near | providers(module))) or any(name.startswith(top + "-") for name in names)
