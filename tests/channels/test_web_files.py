"""The files of the widget and its demonstration page, from the real server."""

from __future__ import annotations

import gzip
import http.client

import pytest

from tests.channels.conftest import PAGE, SCRIPT
from tests.channels.visitors import Site, Visitor, code


def raw(site: Site, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Get an address as it is written, and what came as it came."""
    connection = http.client.HTTPConnection("127.0.0.1", site.rasa_port, timeout=10)
    connection.request("GET", f"/webhooks/web{path}", headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_the_widget_is_served_as_a_script_that_any_page_may_load(site: Site) -> None:
    status, headers, body = raw(site, "/widget.js", Origin="https://anywhere.example")
    assert (status, body.decode()) == (200, SCRIPT)
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in headers["Cache-Control"]


def test_the_widget_is_pressed_for_who_takes_that(site: Site) -> None:
    _, headers, body = raw(site, "/widget.js", **{"Accept-Encoding": "br, gzip;q=0.8"})
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert gzip.decompress(body).decode() == SCRIPT
    _, headers, body = raw(site, "/widget.js", **{"Accept-Encoding": "gzip;q=0, br"})
    assert headers["Content-Encoding"] is None
    assert body.decode() == SCRIPT


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_the_widget_does_not_get_it_again(site: Site, accepted: str) -> None:
    _, headers, _ = raw(site, "/widget.js", **{"Accept-Encoding": accepted})
    for known in (headers["ETag"], f"W/{headers['ETag']}", f'"x", {headers["ETag"]}'):
        status, _, body = raw(site, "/widget.js", **{"Accept-Encoding": accepted, "If-None-Match": known})
        assert (status, body) == (304, b"")
    assert raw(site, "/widget.js", **{"Accept-Encoding": accepted, "If-None-Match": '"old"'})[0] == 200


def test_a_changed_file_is_served_anew(site: Site) -> None:
    style = site.folder / "widget" / "demo" / "site.css"
    before = raw(site, "/demo/site.css")[1]["ETag"]
    style.write_text("body { color: #111; background: #fff; }\n")
    _, headers, body = raw(site, "/demo/site.css")
    assert b"#111" in body
    assert headers["ETag"] != before


def test_the_demonstration_page_and_its_files(site: Site) -> None:
    status, headers, _ = raw(site, "/demo")
    assert (status, headers["Location"]) == (308, "demo/")
    for path in ("/demo/", "/demo/index.html"):
        status, headers, body = raw(site, path)
        assert (status, body.decode()) == (200, PAGE)
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
    assert raw(site, "/demo/site.css")[1]["Content-Type"] == "text/css; charset=utf-8"
    assert raw(site, "/demo/pictures/dot.svg")[1]["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        "/demo/../private.txt",
        "/demo/..%2fprivate.txt",
        "/demo/%2e%2e/private.txt",
        "/demo/..%5cprivate.txt",
        "/demo//etc/passwd",
        "/demo/%2fetc%2fpasswd",
        "/demo/pictures/../../private.txt",
        "/demo/pictures",
        "/demo/index.html%00.css",
        "/demo/notes.unknown",
        "/private.txt",
        "/adviser-chat.js",
        "/widget.js/../private.txt",
    ],
)
def test_no_other_file_can_be_had(site: Site, path: str) -> None:
    status, _, body = raw(site, path)
    assert status == 404
    assert b"not for the web" not in body


def test_a_widget_that_is_not_there_is_not_found(site: Site) -> None:
    script = site.folder / "widget" / "adviser-chat.js"
    script.rename(script.with_suffix(".away"))
    try:
        answer = Visitor(site).ask("GET", "/widget.js")
        assert (answer.status_code, code(answer)) == (404, "not_found")
    finally:
        script.with_suffix(".away").rename(script)
