from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from regreen.runner.isolation import files
from regreen.runner.isolation.files import Box
from regreen.runner.isolation.installs import installs, last_install
from regreen.runner.isolation.level import loopback_ports
from regreen.runner.isolation.network import local_ports
from regreen.runner.workspace import Workspace
from regreen.workflow.definitions import Step
from support.workflows import Place, log_of

needs_namespaces = pytest.mark.skipif(
    bool(files.possible()), reason=f"no namespaces here: {files.possible()}"
)


def step(run: str = "", uses: str = "") -> Step:
    from regreen.model.text import Source
    from regreen.workflow.load import load_workflow

    body = f"uses: {uses}" if uses else f"run: {run!r}"
    text = f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - {body}\n"
    job = load_workflow(Source("ci.yml", text)).job("a")
    assert job is not None
    return job.steps[0]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (step("pip install -r requirements.txt"), True),
        (step("uv sync --all-groups"), True),
        (step("sudo apt-get -y install libpq-dev"), True),
        (step(uses="actions/setup-python@v5"), True),
        (step(uses="./.github/actions/prepare"), True),
        (step("uv run pytest"), False),
        (step("make test"), False),
        (step(uses="actions/upload-artifact@v4"), False),
    ],
)
def test_steps_that_install(found: Step, expected: bool) -> None:
    assert installs(found) is expected


def test_the_last_step_that_installs() -> None:
    assert last_install([step("pip install x"), step("pytest"), step("npm ci"), step("npm test")]) == 2
    assert last_install([step("pytest")]) == -1


def test_ports_of_this_machine() -> None:
    found = local_ports(
        {"PIP_INDEX_URL": "http://127.0.0.1:3141/root/pypi", "https_proxy": "https://proxy.example"}
    )
    assert found == (3141,)
    assert loopback_ports({"db": "localhost:5433", "cache": "10.0.0.5:6379"}) == (5433,)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    workspace = Workspace.create(tmp_path / "run" / "job-1", "shop")
    return Box(tmp_path / "run", workspace, tmp_path / "cache", {})


def inside(box: Box, script: str, *, offline: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        box.wrapped(["bash", "-c", script], offline=offline),
        cwd=box.workspace.checkout,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@needs_namespaces
def test_a_step_writes_only_to_its_own(box: Box, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("secret")
    script = f"""
        pwd; echo on > here && echo own; echo x > /tmp/there && echo scratch
        echo x > {tmp_path}/run/plan
        cat {tmp_path}/mine || echo hidden
        ls -A /home | wc -l
        echo x > /dev/null && echo device
    """
    done = inside(box, script)
    expected = [str(box.workspace.checkout), "own", "scratch", "hidden", "0", "device"]
    assert done.stdout.splitlines() == expected
    assert (box.workspace.checkout / "here").read_text() == "on\n"
    assert (box.workspace.scratch / "there").exists()
    assert not Path("/tmp/there").exists()
    assert not (tmp_path / "run" / "plan").exists()


@needs_namespaces
def test_what_is_written_to_the_system_stays_with_the_job(box: Box) -> None:
    name = f"/usr/lib/regreen-test-{os.getpid()}"
    done = inside(box, f"touch {name} && ls {name}")
    assert not Path(name).exists()
    assert (done.returncode == 0) is (os.geteuid() == 0)


@needs_namespaces
def test_the_masks_cannot_be_taken_off(box: Box) -> None:
    done = inside(box, "umount /home; umount -l /tmp; unshare -Urm umount /home; ls -A /home | wc -l")
    assert done.stdout.splitlines()[-1] == "0"


@needs_namespaces
def test_the_process_stays_the_same(box: Box) -> None:
    assert inside(box, "exit 7").returncode == 7
    assert inside(box, "kill -TERM $$").returncode == -15
    missing = subprocess.run(box.wrapped(["no-such-program"]), cwd="/", capture_output=True, check=False)
    assert missing.returncode == 127


@needs_namespaces
def test_no_network_but_loopback(box: Box) -> None:
    interfaces = "tail -n +3 /proc/net/dev | cut -d: -f1 | xargs"
    closed = "(exec 3<>/dev/tcp/127.0.0.1/9) 2>&1 | grep -o -m 1 'Connection refused'"  # by one that is up
    done = inside(box, f"{interfaces}; {closed}", offline=True)
    assert done.stdout.splitlines() == ["lo", "Connection refused"]


JOIN = """\
import os, socket, subprocess, sys
from regreen.runner.isolation.network import join
outside = socket.create_server(("127.0.0.1", 0))
port = outside.getsockname()[1]
user = os.geteuid()
network = join(reaching=False)
socket.create_server(("127.0.0.1", port)).close()
assert os.geteuid() == user
names = subprocess.run([sys.executable, "-c", "import socket; print(len(socket.if_nameindex()))"], capture_output=True)
assert names.stdout == b"1\\n"
network.leave()
assert user or len(socket.if_nameindex()) >= 1
"""


@needs_namespaces
def test_ports_of_a_network_of_our_own_are_free() -> None:
    subprocess.run([sys.executable, "-c", JOIN], check=True, timeout=30)


@needs_namespaces
def test_a_job_with_files_of_its_own(tmp_path: Path) -> None:
    from regreen.runner.isolation.level import Level

    ran = Place(tmp_path).steps(
        """
        - uses: actions/checkout@v4
        - run: |
            ls /home | wc -l
            echo "A=1" >> $GITHUB_ENV
            touch /tmp/left
        - run: test "$A" = 1 && ls /tmp/left
        """,
        isolation=Level.FILES,
    )
    assert ran.good, log_of(ran)
    assert any("steps had files of their own" in note for note in ran.execution.notes)
    assert not Path("/tmp/left").exists()
