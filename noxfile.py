"""The commands of the project: `nox -s check`, `test`, `docs`, `bench`; and `wheel`, which proves what users get."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["check", "test", "wheel"]
nox.options.reuse_existing_virtualenvs = True

LINT = ("ruff==0.17.6",)
TYPES = ("mypy==2.4.1", "types-PyYAML", "types-requests", "types-pygments")
SOME = ("portone::payment.billingKey", "portone::platform.transfer")
"""What of the contract run is gone through with the wheel: that it is all there, not that all of it is right."""
EVERY_CONTRACT = "from pytest_portone import contracts as c; print(*[c.load(each).version for each in c.versions()])"


@nox.session
def check(session: nox.Session) -> None:
    """Lint the sources; check the types of the installed wheel, which is what users get."""
    session.install(*LINT)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.install(*TYPES)
    session.install(".[test]")
    with session.chdir(session.create_tmp()):  # away from the sources, so that the wheel is what is found
        session.run("mypy", "--strict", "--python-version=3.11", "-p", "pytest_portone")


@nox.session
def test(session: nox.Session) -> None:
    """Run the test suite; words after `--` go to pytest."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Run every example of the README and the documentation."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "tests/docs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ourselves and the peers side by side; words after `--` choose benchmarks."""
    session.install("-e", ".[test]", "-r", "benchmarks/requirements.txt")
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it in an empty environment, and use it as a user does, away from the sources."""
    session.install("build")
    target = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "build", "--wheel", "--outdir", str(target / "dist"))
    (built,) = (target / "dist").glob("*.whl")
    session.run("python", "-m", "venv", "--clear", str(target / "empty"))
    python = next(str(each) for each in (target / "empty").glob("*/python*") if each.stem == "python")
    session.run(python, "-m", "pip", "install", "--quiet", f"{built}[sandbox]", external=True)
    shop = target / "shop"
    shop.mkdir(exist_ok=True)
    (shop / "pytest.ini").write_text("[pytest]\n")  # or pytest would take the project's own settings
    with session.chdir(shop):
        session.run(python, "-c", EVERY_CONTRACT, external=True)
        session.run(python, "-m", "pytest", "--portone-sandbox", "--portone-profile=quick", *SOME, external=True)
