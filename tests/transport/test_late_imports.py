"""A client is caught whenever it is imported, and never imported for our sake."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

PROGRAM = """
import importlib, sys
from pytest_portone.sandbox.messages import Response
from pytest_portone.transport import intercept

def handler(request):
    return Response(200, {}, b"caught")

with intercept(handler):
    assert NAME not in sys.modules
    module = importlib.import_module(NAME)
    CALL
    print(got, type(module.__spec__.loader).__name__, type(module.__loader__).__name__)
print(len(sys.meta_path) == before, METHOD.__module__)
"""

CALLS = {
    "httpx": ('got = module.get("https://api.portone.io/banks").text', "module.HTTPTransport.handle_request"),
    "httpx2": ('got = module.get("https://api.portone.io/banks").text', "module.HTTPTransport.handle_request"),
    "requests": ('got = module.get("https://api.portone.io/banks").text', "module.adapters.HTTPAdapter.send"),
    "aiohttp": (
        """
    import asyncio
    async def call():
        async with module.ClientSession() as session, session.get("https://api.portone.io/banks") as reply:
            return await reply.text()
    got = asyncio.run(call())
    """,
        "module.BaseConnector.connect",
    ),
}


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", CALLS)
def test_a_client_imported_during_the_interception(name):
    call, method = CALLS[name]
    program = "import sys; before = len(sys.meta_path)\n" + PROGRAM
    program = program.replace("NAME", repr(name)).replace("CALL", call).replace("METHOD", method)
    done = run(program)
    assert done.stderr == ""
    caught, module = done.stdout.splitlines()
    assert caught == "caught SourceFileLoader SourceFileLoader"
    assert module.startswith(f"True {name}.")


def test_an_interception_imports_no_client():
    done = run(
        textwrap.dedent("""
        import sys
        from pytest_portone.transport import intercept
        with intercept(lambda request: None):
            print({"httpx", "httpx2", "requests", "aiohttp"} & set(sys.modules))
        """)
    )
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_a_client_that_is_not_installed():
    done = run(
        textwrap.dedent("""
        import sys
        from pytest_portone.transport import intercept
        sys.path = [each for each in sys.path if "site-packages" not in each]
        with intercept(lambda request: None):
            try:
                import requests
            except ModuleNotFoundError as error:
                print(error)
        """)
    )
    assert (done.stdout, done.stderr) == ("No module named 'requests'\n", "")
