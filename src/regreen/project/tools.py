"""Which distribution brings a program, where the two names differ or the program is known well enough to speak of.

Sources: the entry points of the distributions named.
"""

from __future__ import annotations

_SAME = str.split(
    """
    pytest coverage ruff mypy black flake8 isort pylint pyright bandit tox nox pre-commit twine alembic
    flask uvicorn gunicorn celery safety pip-audit vulture radon interrogate pydocstyle pycodestyle pyflakes
    codespell yamllint towncrier cibuildwheel check-manifest pyupgrade autoflake deptry autopep8 yapf
    docformatter locust mutmut semgrep detect-secrets coveralls codecov pytype maturin streamlit behave
    jupyter papermill nbqa nbstripout mike mkdocs pdoc griffe sqlfluff djlint pip-licenses pipdeptree pyroma
    xenon wily hypercorn daphne scalene cookiecutter copier scrapy bumpversion basedpyright ty pyrefly
    codeclimate-test-reporter hatch pdm pipenv poetry refurb darglint pydoclint validate-pyproject zizmor
    import-linter schemathesis cosmic-ray slipcover memray pyinstrument py-spy snakeviz tach doc8 blacken-
    docs add-trailing-comma reorder-python-imports check-jsonschema mdformat proselint vermin perflint dodgy
    prospector ansible-lint
    """
)
_OTHER = {
    "py.test": "pytest",
    "coverage3": "coverage",
    "dmypy": "mypy",
    "stubtest": "mypy",
    "stubgen": "mypy",
    "blackd": "black",
    "lint-imports": "import-linter",
    "pyright-python": "pyright",
    "sphinx-build": "sphinx",
    "sphinx-apidoc": "sphinx",
    "sphinx-autobuild": "sphinx-autobuild",
    "django-admin": "django",
    "python-semantic-release": "python-semantic-release",
    "semantic-release": "python-semantic-release",
    "cz": "commitizen",
    "pip-compile": "pip-tools",
    "pip-sync": "pip-tools",
    "bump2version": "bump2version",
    "bump-my-version": "bump-my-version",
    "st": "schemathesis",
    "stestr": "stestr",
    "nosetests": "nose",
    "robot": "robotframework",
    "pabot": "robotframework-pabot",
    "pyinstaller": "pyinstaller",
    "nbmake": "nbmake",
    "jupyter-nbconvert": "nbconvert",
    "jupyter-book": "jupyter-book",
    "cyclonedx-py": "cyclonedx-bom",
    "diff-cover": "diff-cover",
    "diff-quality": "diff-cover",
    "genbadge": "genbadge",
    "coverage-badge": "coverage-badge",
    "flit": "flit",
    "pyproject-build": "build",
    "gcovr": "gcovr",
    "lizard": "lizard",
    "pyre": "pyre-check",
    "autoflake8": "autoflake8",
    "unimport": "unimport",
    "taplo": "taplo",
    "aerich": "aerich",
    "dvc": "dvc",
    "mlflow": "mlflow",
    "cythonize": "cython",
    "pyflakes": "pyflakes",
}
DISTRIBUTIONS = {**{name: name for name in _SAME}, **_OTHER}
"""Programs -> distributions."""

_ALSO = {
    "pytest": ("pytest",),
    "ruff": ("ruff",),
    "coverage": ("coverage", "slipcover"),
    "uvicorn": ("uvicorn",),
    "isort": ("isort", "isort-action"),
    "jupyter": ("jupyter", "jupyter-core", "notebook", "jupyterlab", "ipykernel", "nbconvert"),
    "bumpversion": ("bumpversion", "bump2version"),
    "codecov": ("codecov", "codecov-cli"),
    "nosetests": ("nose", "nose-py3", "pynose"),
    "pyright": ("pyright", "basedpyright"),
    "autopep8": ("autopep8",),
    "radon": ("radon", "xenon"),
}


def brings(program: str) -> tuple[str, ...]:
    """The distributions any of which brings a program; nothing for a program that is not known."""
    found = DISTRIBUTIONS.get(program)
    return tuple(dict.fromkeys((found, *_ALSO.get(program, ())))) if found else ()
