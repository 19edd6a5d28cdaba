from __future__ import annotations

from pathlib import Path

from regreen.probe.archive import Wheels
from regreen.probe.budget import Budget
from regreen.probe.cache import Cache
from support.package_index import listed, served

INDEX = "alpha 1.0 2024-01-05\n  has alpha/core.py\n  has alpha-1.0.data/purelib/beta.py\n"


def test_names_by_ranges_and_from_memory(tmp_path: Path) -> None:
    with served(listed(INDEX)) as address:
        url = address.replace("/simple", "/files/alpha-1.0-py3-none-any.whl")
        names = Wheels(Cache(tmp_path), Budget()).files(url)
    assert names is not None and {"alpha/core.py", "beta.py"} <= names
    assert Wheels(Cache(tmp_path), Budget(), offline=True).files(url) == names


def test_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    wheels = Wheels(Cache(tmp_path), Budget())
    with served(listed(INDEX)) as address:
        assert wheels.files(address.replace("/simple", "/files/beta-1.0-py3-none-any.whl")) is None
    assert wheels.files("http://index.invalid/alpha.whl") is None  # not encrypted
    assert wheels.files("file:///etc/passwd") is None
    assert Wheels(Cache(tmp_path), Budget(0)).files("https://index.invalid/alpha.whl") is None
