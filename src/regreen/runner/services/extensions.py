"""Extensions of PostgreSQL: which a suite asks for, which an image has.

The official image has what PostgreSQL's own `contrib` has at that version and nothing else; others add one.
"""

from __future__ import annotations

import re

from regreen.model.errors import InputError
from regreen.runner.checkout import Origin, git
from regreen.runner.services.image import Image

_NAMES = (
    "amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw"
    " fuzzystrmatch hstore insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache"
    " pg_freespacemap pg_prewarm pg_stat_statements pg_trgm pg_visibility pgcrypto pgrowlocks pgstattuple plpgsql"
    " postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2"
)
_CONTRIB = frozenset(_NAMES.split())
_SINCE = {"pg_surgery": 14, "pg_walinspect": 15, "pg_logicalinspect": 18}
_UNTIL = {"adminpack": 16, "old_snapshot": 16, "timetravel": 11, "chkpass": 10}
"""The first and the last major version that has them (release notes of PostgreSQL)."""
_IMAGES = {
    "pgvector": ("vector",),
    "postgis": (
        "postgis", "postgis_raster", "postgis_topology", "postgis_sfcgal", "postgis_tiger_geocoder",
        "address_standardizer", "address_standardizer_data_us",
    ),
    "timescaledb": ("timescaledb",),
    "timescaledb-ha": ("timescaledb", "vector", "vectorscale", "ai", "postgis"),
    "paradedb": ("pg_search", "vector", "postgis"),
    "supabase": (),
}  # fmt: skip
_BITNAMI = ("vector", "postgis", "pgaudit")
_DJANGO = {
    "HStoreExtension": "hstore", "TrigramExtension": "pg_trgm", "CITextExtension": "citext",
    "CryptoExtension": "pgcrypto", "BtreeGinExtension": "btree_gin", "BtreeGistExtension": "btree_gist",
    "UnaccentExtension": "unaccent", "BloomExtension": "bloom", "VectorExtension": "vector",
}  # fmt: skip
_DISTRIBUTIONS = {"pgvector": "vector", "geoalchemy2": "postgis", "django.contrib.gis": "postgis"}
_SQL = (
    r"create[[:space:]]+extension[[:space:]]+(if[[:space:]]+not[[:space:]]+exists[[:space:]]+)?"
    r"[\\\"'`]*[a-z_][a-z0-9_-]*"
)
_CALL = r"(CreateExtension|create_extension)\([\"'][a-zA-Z0-9_-]+"
_CLIENT = r"^[[:space:]\"'-]*(pgvector|geoalchemy2)\b|django\.contrib\.gis"
_LAST = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
_ALWAYS = ("*.py", "*.sql", "*.toml", "*.txt", "*.cfg", "*.yml", "*.yaml", "*.sh", "Pipfile")


def of_image(image: Image, major: int) -> frozenset[str]:
    """What `CREATE EXTENSION` finds in a container of the image, of those known here."""
    found = set(_CONTRIB)
    found |= {name for name, since in _SINCE.items() if major >= since}
    found |= {name for name, until in _UNTIL.items() if major <= until}
    found |= set(_IMAGES.get(image.name, ())) | set(_BITNAMI if image.bitnami else ())
    return frozenset(found)


def asked_for(origin: Origin) -> frozenset[str]:
    """The extensions that the committed files create, or that a client library of theirs needs."""
    expression = "|".join([_SQL, _CALL, rf"\b({'|'.join(_DJANGO)})\b", _CLIENT])
    words = ["grep", "-I", "-h", "-i", "-o", "-E", "-e", expression, origin.commit, "--", *_ALWAYS]
    try:
        said = git(origin.mirror, *words, check=False)
    except InputError:
        return frozenset()
    return frozenset(name for line in set(said.splitlines()) if (name := _name(line.strip())))


def _name(found: str) -> str:
    lowered = {name.lower(): extension for name, extension in _DJANGO.items()}
    if known := lowered.get(found.lower()):
        return known
    for client, extension in _DISTRIBUTIONS.items():
        if found.lower().endswith(client):
            return extension
    last = _LAST.search(found)
    name = last[0].lower() if last else ""
    return "" if name in ("if", "not", "exists", "extension") else name
