"""A program, browser, model or data set that a library wants at run time was never downloaded.

## Why
Installing the Python package does not bring it: browsers of Playwright, data of NLTK, models of spaCy,
`ffmpeg`, Tesseract, a graphics card.

## Fix
Add the download to the job, before the tests, and cache it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

_FILE = Category.MISSING_FILE


def _needs(pattern: str, what: str, command: str, category: Category | None = None) -> Form:
    return Form(pattern, {"what": what, "command": command}, category)


log = saying(
    _needs(
        r"playwright install|Executable doesn't exist at [^\n]*ms-playwright",
        "A browser of Playwright",
        "playwright install --with-deps",
    ),
    _needs(
        r"Host system is missing dependencies to run browsers",
        "A library of the browser",
        "playwright install-deps",
    ),
    _needs(
        r"cannot find Chrome binary|unable to obtain driver|'chromedriver' executable needs to be in PATH|Unable to locate or obtain driver",
        "A browser or its driver",
        "a setup action for Chrome",
    ),
    _needs(
        r"Resource [^\n]{0,20}(?:punkt|stopwords|wordnet|averaged_perceptron\w*|vader_lexicon|omw)[^\n]{0,20} not found",
        "Data of NLTK",
        "python -m nltk.downloader popular",
        _FILE,
    ),
    _needs(
        r"\[E050\] Can't find model '(?P<model>[\w-]+)'",
        "A model of spaCy",
        "python -m spacy download",
        _FILE,
    ),
    _needs(
        r"TesseractNotFoundError|tesseract is not installed or it's not in your PATH",
        "Tesseract",
        "apt-get install tesseract-ocr",
    ),
    _needs(
        r"PDFInfoNotInstalledError|Is poppler installed and in PATH",
        "Poppler",
        "apt-get install poppler-utils",
    ),
    _needs(
        r"ExecutableNotFound: failed to execute[^\n]*dot|\"dot\" not found in path",
        "Graphviz",
        "apt-get install graphviz",
    ),
    _needs(
        r"[Cc]ouldn't find ff(?:mpeg|probe)|No ffmpeg exe could be found|ffmpeg not found",
        "ffmpeg",
        "apt-get install ffmpeg",
    ),
    _needs(
        r"no display name and no \$DISPLAY|couldn't connect to display|could not connect to display|Missing X server or \$DISPLAY|X connection failed|Authorization required, but no authorization protocol",
        "A display",
        "xvfb-run -a pytest",
    ),
    _needs(
        r"Found no NVIDIA driver|Torch not compiled with CUDA enabled|No CUDA GPUs are available|CUDA driver version is insufficient",
        "A graphics card",
        "a CPU build, or a test that is skipped without a card,",
    ),
    _needs(r"No wkhtmltopdf executable found", "wkhtmltopdf", "apt-get install wkhtmltopdf"),
    _needs(
        r"JAVA_HOME is not set|Java gateway process exited before sending its port number|No JVM shared library file",
        "Java",
        "actions/setup-java",
    ),
    _needs(
        r"No module named '_tkinter'|this requires the tkinter|libtk8", "Tk", "apt-get install python3-tk"
    ),
)


RULE = Rule(
    id="runtime-data-missing",
    category=Category.MISSING_TOOL,
    title="{what} is not there; {command} brings it",
    log=log,
    key=("what",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "module-not-installed",
        "file-missing",
    ),
    fixers=(Fixer("Bring it before the tests", Safety.ADVICE, commands=("{command}",)),),
)
