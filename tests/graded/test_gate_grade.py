"""The rates that the README tells: the gate finds every break of the graded set, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_gate_finds_every_break_and_nothing_else():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, str(ROOT / "benchmarks" / "graded" / "rate.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("100.0%") == 2
    assert "0.0%" in done.stdout.replace("100.0%", "")
    assert "0 of 60 tolerant handlers" in done.stdout


def test_the_readmes_say_so():
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "100%" in text
        assert "60" in text
