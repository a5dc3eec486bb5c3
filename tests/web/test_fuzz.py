"""Questions that schemathesis makes up from the schema, asked of a server that runs as it does for everybody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.processes import free_port, serving

from labnet.settings import PREFIX

PROJECT = Path(__file__).parents[2]
SECONDS = int(os.environ.get("SOAK_SECONDS", "0"))
"""How long it is asked; each question a few times if absent."""


def test_schemathesis_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv(f"{PREFIX}VISITOR_POINTS", str(10**9))
    how = ["fuzz", "--max-time", str(SECONDS)] if SECONDS else ["run", "--max-examples", "5", "--seed", "1"]
    command = [sys.executable, "-m", "schemathesis.cli", *how, f"http://127.0.0.1:{port}/graphql", "--no-color"]

    with serving(port, "--quiet", "--database", f"sqlite:///{tmp_path / 'labnet.db'}") as server:
        found = subprocess.run(
            [*command, "--checks", "answered_or_refused_with_a_code", "--request-timeout", "30"],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": f"{PROJECT}:{os.environ.get('PYTHONPATH', '')}",
                "SCHEMATHESIS_HOOKS": "tests.fuzzing",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        server.terminate()
        _, faults = server.communicate(timeout=30)

    assert found.returncode == 0, found.stdout[-10_000:] + found.stderr
    assert "Tested" in found.stdout
    assert faults == ""
