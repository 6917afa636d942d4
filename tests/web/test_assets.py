"""What static files weigh."""

import re

import brotli
import pytest

from app.web.assets import STATIC, TOGETHER

DATABASES = ("sqlite",)
FILE = "/static/app.css"
ONE = "/static/styles.css"


def test_all_styles_are_one_file(site):
    sheets = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.css")}
    assert set(TOGETHER["styles.css"]) == set(sheets)
    answer = site.visitor().client.get(ONE)
    assert answer.mimetype == "text/css"
    assert rules(answer.text) == rules("".join(sheets[name] for name in TOGETHER["styles.css"]))


def rules(text):
    return re.sub(r"/\*.*?\*/|\s", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("script", sorted(path.name for path in STATIC.glob("*.js")))
def test_a_script_is_sent_without_what_is_for_people_alone(site, script):
    lines = (STATIC / script).read_text("utf-8").splitlines()
    # What goes over several lines would lose its indents.
    assert not [line for line in lines if line.count("`") % 2]
    answer = site.visitor().client.get(f"/static/{script}")
    assert answer.mimetype == "text/javascript"
    assert answer.text.splitlines() == [
        line.strip() for line in lines if line.strip() and not line.strip().startswith("//")
    ]


def test_what_all_pages_do_is_one_script_and_its_parts_stay_apart(site):
    client = site.visitor().client
    parts = [client.get(f"/static/{name}").text for name in TOGETHER["scripts.js"]]
    assert client.get("/static/scripts.js").text == "\n".join(parts)
    assert len(site.visitor().get("/help").all("script")) == 1


def test_a_script_that_is_not_there_is_not_found(site):
    assert site.visitor().client.get("/static/nothing.js").status_code == 404


def test_a_static_file_is_packed_as_small_as_can_be(site):
    answer = site.visitor().client.get(FILE, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    whole = site.visitor().client.get(FILE).data
    assert brotli.decompress(answer.data) == whole
    assert len(answer.data) < len(brotli.compress(whole, quality=9))
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(("browser", "coding"), [("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)])
def test_a_browser_is_sent_no_file_that_it_cannot_read(site, browser, coding):
    answer = site.visitor().client.get(FILE, headers={"Accept-Encoding": browser})
    assert answer.headers.get("Content-Encoding") == coding


@pytest.mark.parametrize("file", [FILE, ONE])
def test_a_static_file_that_has_not_changed_is_not_sent_again(site, file):
    browser = {"Accept-Encoding": "br"}
    client = site.visitor().client
    version = client.get(file, headers=browser).headers["ETag"]
    again = client.get(file, headers={**browser, "If-None-Match": version})
    assert again.status_code == 304
    assert not again.data
