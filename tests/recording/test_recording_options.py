"""What may be said about recordings, and what is said where it is wrong."""

import pytest

from pytest_portone.recording.options import cassette_of

PLAIN = """
    @pytest.mark.portone_cassette{0}
    def test_plain():
        assert httpx.get(URL + "/payments/plain").status_code == 200
"""


def test_all_that_is_wrong_is_listed(run):
    ini = "portone_live_calls = yes\nportone_cassette_expiry = soon\nportone_record = always"
    result = run(PLAIN, ini=ini, url="api.portone.io")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: --portone-record: received 'always', expected none, once or all",
            "ini option portone_live_calls: received 'yes', expected refuse or pass",
            "ini option portone_cassette_expiry: received 'soon', expected a number of days, or 0 for never",
            "ini option portone_record_url: received 'api.portone.io', expected a base URL such as*",
        ]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("('x.json')", "marker portone_cassette: received 'x.json', expected a file that ends in .yaml or .yml"),
        ("('a.yaml', 'b.yaml')", "marker portone_cassette: portone_cassette() takes from 0 to 1 positional*"),
        ("(name='a.yaml')", "marker portone_cassette: *unexpected keyword argument 'name'"),
    ],
)
def test_a_wrong_marker_is_told(run, hostile, arguments, said):
    result = run(PLAIN.format(arguments))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])
    assert hostile.connections == 0


def test_the_fixture_without_the_marker_says_so(run):
    result = run("    def test_plain(portone_recording):\n        pass\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["test_shop.py::test_plain has no cassette: mark it with @pytest.mark.*"])


@pytest.mark.parametrize("fixture", ["portone", "portone_mock"])
def test_neither_sandbox_nor_mock_goes_with_a_cassette(run, fixture):
    result = run(PLAIN.format("('a.yaml')").replace("test_plain()", f"test_plain({fixture})"))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*has a cassette, which answers its calls*portone.load('*a.yaml')*"])


def test_the_ini_options_are_heard(run, pytester):
    ini = "portone_record = all\nportone_cassettes = tapes\nportone_cassette_expiry = 0\n"
    ini += "portone_recording_key = my.key"
    run(PLAIN.format("('plain.yaml')"), ini=ini).assert_outcomes(passed=1)
    assert "expires: null" in (pytester.path / "tapes" / "plain.yaml").read_text(encoding="utf-8")
    assert len((pytester.path / "my.key").read_bytes()) == 32


def test_the_command_line_goes_before_the_ini_file(run, hostile):
    result = run(PLAIN.format(""), "--portone-record=none", ini="portone_record = all")
    result.assert_outcomes(failed=1)
    assert hostile.connections == 0


def test_what_is_kept_is_kept_and_the_rest_is_not(run, hostile, cassette):
    source = """
    @pytest.mark.portone_cassette("kept.yaml")
    def test_kept():
        customer = {"name": {"full": "김포트"}, "email": "kim@shop.example"}
        httpx.post(URL + "/payments/plain", json={"customer": customer})
    """
    run(source, "--portone-record=all").assert_outcomes(passed=1)
    assert "김포트" not in cassette("kept.yaml")
    assert "kim@shop.example" not in cassette("kept.yaml")
    run(source, "--portone-record=all", ini="portone_keep = email").assert_outcomes(passed=1)
    assert "kim@shop.example" in cassette("kept.yaml")
    assert "김포트" not in cassette("kept.yaml")


def test_where_a_cassette_is(pytester):
    items = pytester.getitems(
        """
        import pytest
        pytestmark = pytest.mark.portone_cassette

        def test_one():
            pass

        @pytest.mark.parametrize("text", ["a", "b/c", "b?c"])
        def test_many(text):
            pass

        class TestIt:
            def test_in(self):
                pass

        @pytest.mark.portone_cassette("own.yaml")
        def test_own():
            pass
        """
    )
    paths = [cassette_of(each).relative_to(pytester.path / "cassettes").as_posix() for each in items]
    module = items[0].path.stem
    one, plain, slash, question, inside, own = paths
    assert (one, plain, inside, own) == (
        f"{module}/test_one.yaml",
        f"{module}/test_many-a.yaml",
        f"{module}/TestIt.test_in.yaml",
        "own.yaml",
    )
    assert slash.startswith(f"{module}/test_many-b-c-")
    assert question.startswith(f"{module}/test_many-b-c-")
    assert slash != question
