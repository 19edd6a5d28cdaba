from __future__ import annotations

import sys
import time
from pathlib import Path

from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, cache_folder, key_of
from regreen.probe.copy import copied
from regreen.probe.process import environment, run
from regreen.project.tree import LINK, Tree


def test_a_tool_gets_few_variables() -> None:
    given = {"PATH": "/bin", "GITHUB_TOKEN": "secret", "PYTHONPATH": ".", "UV_INDEX_URL": "http://127.0.0.1/"}
    assert {"PATH", "NO_COLOR"} <= set(environment(network=False, given=given))
    assert not {"GITHUB_TOKEN", "PYTHONPATH", "UV_INDEX_URL"} & set(environment(network=False, given=given))
    assert "UV_INDEX_URL" in environment(network=True, given=given)


def test_a_tool_and_what_it_started_end_in_time(tmp_path: Path) -> None:
    wait = "import time; time.sleep(60)"
    script = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {wait!r}]); {wait}"
    begun = time.monotonic()
    ran = run([sys.executable, "-c", script], tmp_path, 0.5)
    assert ran.late
    assert time.monotonic() - begun < 20


def test_input_and_output(tmp_path: Path) -> None:
    ran = run([sys.executable, "-c", "print(input()); raise SystemExit(3)"], tmp_path, 20, given="kéel\n")
    assert (ran.code, ran.out, ran.late) == (3, "kéel\n", False)


def test_the_budget_is_for_each_and_for_all() -> None:
    now = [0.0]
    budget = Budget(10, 4, clock=lambda: now[0])
    assert budget.left == 4
    now[0] = 8
    assert budget.left == 2
    now[0] = 11
    assert budget.spent


def test_answers_are_kept_by_their_question(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get(key_of(["a", "b"])) is None
    cache.put(key_of(["a", "b"]), b"answer")
    assert cache.get(key_of(["a", "b"])) == b"answer"
    assert cache.get(key_of(["ab"])) is None
    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "regreen" / "probes"


def test_a_cache_that_cannot_be_written_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.put("0" * 64, b"answer")
    assert cache.get("0" * 64) is None


def test_nothing_leads_out_of_the_copy(tmp_path: Path) -> None:
    files = {"a.py": b"1", "link.py": b"/etc/passwd", "sub/b.py": b"2"}
    tree = Tree({"a.py": 0o100644, "link.py": LINK, "sub/b.py": 0o100755}, files.get)
    assert copied(tree, (*tree.paths, "../c.py", ".git/config"), tmp_path / "copy") == ("a.py", "sub/b.py")
    assert sorted(p.name for p in (tmp_path / "copy").rglob("*") if p.is_file()) == ["a.py", "b.py"]
