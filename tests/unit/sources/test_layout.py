from __future__ import annotations

import time

import pytest

from regreen.sources.layout import Place, arrange, is_cut, job_key, plausible

LONG = "call _ windows arm64 driver verifier release build and install (3.12, x64)"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ci.log", True),
        ("CI.LOG", True),
        ("ci.log.gz", True),
        ("data.gz", False),
        ("trace", True),
        ("report.html", False),
        ("0_py3.12.txt", True),
        (".hidden/x.log", False),
        (".net test/1_Set up job.txt", True),
        ("__MACOSX/0_test.txt", False),
    ],
)
def test_names_of_logs(path: str, expected: bool) -> None:
    assert plausible(path) is expected


def test_keys_survive_what_a_path_does_to_a_name() -> None:
    assert job_key("call / build: all") == job_key("call _ build all") == job_key("call  build all")
    assert job_key("test (3.11)") != job_key("test (3.12)")
    assert not is_cut("test", "test (3.12)")


@pytest.mark.parametrize("length", [60, 74])
def test_a_cut_name_is_the_same_job_either_way(length: int) -> None:
    cut = LONG[:length].strip()
    for whole, folder in ((LONG, cut), (cut, LONG)):
        places = arrange([f"0_{whole}.txt", f"{folder}/1_Set up job.txt", "0_a.txt", "0_z.txt"])
        assert [place.job for place in places] == sorted(["a", whole, "z"])


def test_a_folder_of_jobs_is_not_one_of_steps() -> None:
    assert arrange(["deep/0_a.txt", "deep/3_b.txt"]) == [
        Place("deep/0_a.txt", "a"),
        Place("deep/3_b.txt", "b"),
    ]
    assert arrange(["3_b.txt"]) == [Place("3_b.txt", "b")]
    assert arrange(["b/3_Run tests.txt"]) == [Place("b/3_Run tests.txt", "b", "Run tests", 3)]
    assert arrange(["1_Set up job.txt"], root="b") == [Place("1_Set up job.txt", "b", "Set up job", 1)]


def test_very_many_jobs_take_no_time() -> None:
    names = [f"{'x' * 60} {number}" for number in range(10_000)]
    paths = [f"{n}_{name}.txt" for n, name in enumerate(names)]
    paths += [f"other {name}/1_Set up job.txt" for name in names]
    start = time.perf_counter()
    assert len(arrange(paths)) == 20_000
    assert time.perf_counter() - start < 5
