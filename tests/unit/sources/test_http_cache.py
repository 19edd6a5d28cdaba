from __future__ import annotations

from pathlib import Path

import pytest

from regreen.sources import http_cache
from regreen.sources.http_cache import Answer, EtagCache, default_path

URL = "https://api.github.com/repos/acme/widgets"


def test_an_answer_belongs_to_a_url_and_a_token(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "github.sqlite"
    cache = EtagCache(path)
    answer = Answer('W/"1"', '<x>; rel="next"', b"{}")
    cache.put(URL, "ghp_secret", answer)
    cache.close()
    again = EtagCache(path)
    assert again.get(URL, "ghp_secret") == answer
    assert again.get(URL, "") is None
    assert again.get(URL + "/x", "ghp_secret") is None
    again.close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"ghp_secret" not in path.read_bytes()


def test_the_cache_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_cache, "COUNT_LIMIT", 3)
    monkeypatch.setattr(http_cache, "ANSWER_LIMIT", 10)
    cache = EtagCache(tmp_path / "x.sqlite")
    for number in range(6):
        cache.put(f"{URL}/{number}", "", Answer("e", "", b"body"))
    cache.put(f"{URL}/large", "", Answer("e", "", b"a body of many bytes"))
    cache.put(f"{URL}/untagged", "", Answer("", "", b"body"))
    kept = [name for name in (*range(6), "large", "untagged") if cache.get(f"{URL}/{name}", "")]
    cache.close()
    assert kept == [3, 4, 5]


def test_a_broken_file_is_done_without_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"not a database, " * 100)
    cache = EtagCache(path)
    cache.put(URL, "", Answer("e", "", b"body"))
    assert cache.get(URL, "") is None
    cache.close()
    cache = EtagCache(path)
    cache.put(URL, "", Answer("e", "", b"body"))
    assert cache.get(URL, "") == Answer("e", "", b"body")
    cache.close()


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = EtagCache(tmp_path / "file" / "x.sqlite")
    cache.put(URL, "", Answer("e", "", b"body"))
    assert cache.get(URL, "") is None
    cache.close()


def test_where_it_lies() -> None:
    assert default_path({"XDG_CACHE_HOME": "/c", "HOME": "/h"}) == Path("/c/regreen/github.sqlite")
    assert default_path({"XDG_CACHE_HOME": "relative", "HOME": "/h"}) == Path(
        "/h/.cache/regreen/github.sqlite"
    )
