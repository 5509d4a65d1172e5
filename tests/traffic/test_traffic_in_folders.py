"""Files and folders: nothing is left out silently."""

import json

import pytest

from pytest_portone.traffic import Traffic

URL = "https://api.portone.io/payments/order-1"


def line(url=URL, **more):
    return json.dumps({"method": "GET", "url": url, "status": 200, **more}) + "\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "hidden.ndjson").write_text(line())
    (tmp_path / "b" / "c" / "one.ndjson").write_text(line())
    (tmp_path / "b" / "two.JSONL").write_text(line() + line("https://example.com/"))
    (tmp_path / "a.ndjson").write_text(line())
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "notes.txt").write_text("nothing\n")
    return tmp_path


def test_a_folder_is_read_to_the_bottom_in_the_order_of_names(folder):
    traffic = Traffic()
    exchanges = list(traffic.read([folder]))
    assert [each.source.removeprefix(f"{folder}/") for each in exchanges] == [
        "a.ndjson, line 1",
        "b/two.JSONL, line 1",
        "b/c/one.ndjson, line 1",
    ]
    assert (traffic.files, traffic.exchanges, traffic.webhooks) == (3, 3, 0)
    assert traffic.others == {"example.com": 1}
    assert [each.removeprefix(f"{folder}/") for each in traffic.passed_over] == ["compose.yaml", "notes.txt"]
    assert traffic.faults == []


def test_what_the_user_names_is_a_fault_where_it_is_no_recording(folder):
    traffic = Traffic()
    assert list(traffic.read([folder / "compose.yaml", folder / "notes.txt", folder / "gone.har"])) == []
    assert traffic.passed_over == []
    assert [str(each).removeprefix(f"{folder}/") for each in traffic.faults] == [
        (
            "compose.yaml: received YAML that is no cassette, expected a mapping with interactions or "
            "http_interactions; leave this file out"
        ),
        (
            "notes.txt: received another suffix, expected a folder, or a file that ends in .yaml, .yml, .har, .json, "
            ".ndjson, .jsonl; rename it, or leave it out"
        ),
        "gone.har: received No such file or directory, expected a file or folder; name another",
    ]


def test_broken_recordings_in_a_folder_are_faults(folder):
    (folder / "cut.har").write_text('{"log": {')
    traffic = Traffic()
    assert len(list(traffic.read([folder]))) == 3
    assert [str(each).partition(":")[0].removeprefix(f"{folder}/") for each in traffic.faults] == ["cut.har"]


def test_calls_to_another_base_url_are_portones_where_it_is_named(tmp_path):
    path = tmp_path / "a.ndjson"
    path.write_text(line("http://127.0.0.1:8000/v2/payments/order-1") + line("http://127.0.0.1:8000/other"))
    traffic = Traffic(("http://127.0.0.1:8000/v2",))
    assert [each.request.path for each in traffic.read([path])] == ["/payments/order-1"]
    assert traffic.others == {"127.0.0.1": 1}
    with pytest.raises(ValueError, match="expected a base URL"):
        Traffic(("nowhere",))


def test_a_signed_post_to_the_merchant_is_a_webhook(tmp_path):
    signed = {"Webhook-Id": "1", "Webhook-Timestamp": "2", "Webhook-Signature": "v1,x"}
    path = tmp_path / "a.ndjson"
    hook = "https://shop.example/hook"
    path.write_text(
        line(hook, method="POST", requestHeaders=signed, requestBody={"type": "Transaction.Paid"})
        + line(hook, method="POST", requestHeaders={"Webhook-Id": "1"})
        + line(hook, requestHeaders=signed)
        + line(URL, method="POST", requestHeaders=signed)
    )
    traffic = Traffic()
    assert [(each.webhook, each.host) for each in traffic.read([path])] == [
        (True, "shop.example"),
        (False, "api.portone.io"),
    ]
    assert (traffic.exchanges, traffic.webhooks, traffic.others) == (1, 1, {"shop.example": 2})
