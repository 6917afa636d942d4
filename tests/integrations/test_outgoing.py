"""SEC-35: servers that people name are asked only where everybody may go."""

import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from threading import Thread
from time import monotonic, sleep

import pytest
import trustme

from app.domain.outgoing import AddressRefused, AskFailed, is_public, parse_networks, parse_target
from app.integrations.outgoing import MOST_BYTES, Outgoing
from tests.web_server import run_web_server

HERE = parse_networks("127.0.0.0/8,::1/128")
SOON = timedelta(seconds=0.5)

PUBLIC = ("8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::5e")
PRIVATE = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.1.2.3", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "192.88.99.1", "3fff::1",
    "224.0.0.1", "224.1.1.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::", "fc00::1", "fd00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
)  # fmt: skip

HOSTS = (
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001",
    "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[v1.x]",
    "user@127.0.0.1", "user:pass@127.0.0.1", "example.org@127.0.0.1", "127.0.0.1\\@example.org",
    "127.0.0.1%00.example.org",
    "127。0。0。1", "①②⑦.⓪.⓪.①", "ⓛocalhost", "127.0.0.1\t", "127.0.0.1\r\nHost: example.org", " 127.0.0.1",
    "127.0.0.1#@example.org", "127.0.0.1?@example.org", "", "[", "%31%32%37.0.0.1", "127.0.0.1;example.org",
)  # fmt: skip


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def serving(authority, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def knowing(**names):
    """Return a look-up that gives each name what is next in its list, and the last one from then on."""
    left = {name: [[ip_address(one) for one in group] for group in groups] for name, groups in names.items()}
    return lambda host, _port: left[host].pop(0) if len(left[host]) > 1 else left[host][0]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_no_other_address_is(address):
    with pytest.raises(AddressRefused, match="not public"):
        Outgoing(resolve=knowing(name=[[address]]), timeout=SOON).ask("GET", "https://name/")
    assert address.startswith("::ffff") or not is_public(ip_address(address))


@pytest.mark.parametrize("scheme", ["http", "https", "HTTPS", "ftp", "file", "gopher"])
@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_this_machine_reaches_it(trap, scheme, host):
    with pytest.raises(AskFailed):
        Outgoing(timeout=SOON).ask("GET", f"{scheme}://{host}:{trap.port}/")
    assert trap.connections == 0


@pytest.fixture(scope="module")
def trap():
    with run_web_server() as trap:
        yield trap


def test_a_name_is_looked_up_once(authority, trusting):
    """A name that stands for another address a moment later leads to the one that was checked."""
    with run_web_server(tls=serving(authority, "name")) as trap:
        lookups = knowing(name=[["192.0.2.7"], ["127.0.0.1"]])
        outgoing = Outgoing(parse_networks("192.0.2.0/24"), resolve=lookups, tls=trusting, timeout=SOON)
        with pytest.raises(AskFailed):
            outgoing.ask("GET", f"https://name:{trap.port}/")
        assert trap.connections == 0


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(AddressRefused):
        Outgoing(resolve=knowing(name=[["8.8.8.8", "10.0.0.1"]])).ask("GET", "https://name/")


@pytest.mark.parametrize("url", ["http://name/", "https://name:22/", "https://name:8080/"])
def test_the_open_internet_is_asked_by_https_alone_and_at_its_usual_ports(url):
    with pytest.raises(AddressRefused, match="https"):
        Outgoing(resolve=knowing(name=[["8.8.8.8"]])).ask("GET", url)


def test_a_network_that_is_allowed_is_asked_with_all_that_was_given():
    with run_web_server() as web:
        web.answer = lambda _: (207, {"X-Told": "yes"}, b"words")
        answer = Outgoing(HERE).ask(
            "PROPFIND", f"http://localhost:{web.port}/a%20b/?c=1&d", headers={"Depth": "1"}, body=b"<a/>"
        )
    assert (answer.status, answer.headers["x-told"], answer.body) == (207, "yes", b"words")
    [asked] = web.asked
    assert (asked.method, asked.path, asked.body) == ("PROPFIND", "/a%20b/?c=1&d", b"<a/>")
    assert (asked.headers["Depth"], asked.headers["Host"]) == ("1", f"localhost:{web.port}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(trap, status):
    with run_web_server() as web:
        web.answer = lambda _: (status, {"Location": f"http://127.0.0.1:{trap.port}/"}, b"")
        assert Outgoing(HERE).ask("GET", f"http://127.0.0.1:{web.port}/").status == status
    assert trap.connections == 0


def test_a_certificate_is_asked_for_the_name(authority, trusting):
    with run_web_server(tls=serving(authority, "name.example.org")) as web:
        here = knowing(**{"name.example.org": [["127.0.0.1"]], "other.example.org": [["127.0.0.1"]]})
        outgoing = Outgoing(HERE, resolve=here, tls=trusting)
        assert outgoing.ask("GET", f"https://name.example.org:{web.port}/").body == b"fine"
        with pytest.raises(AskFailed, match=r"doesn't match|mismatch|not valid"):
            outgoing.ask("GET", f"https://other.example.org:{web.port}/")
        with pytest.raises(AskFailed, match="verif"):
            Outgoing(HERE, resolve=here).ask("GET", f"https://name.example.org:{web.port}/")
        assert len(web.asked) == 1


def test_no_proxy_of_the_surroundings_is_used(trap, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{trap.port}")
    with run_web_server() as web:
        assert Outgoing(HERE).ask("GET", f"http://localhost:{web.port}/").body == b"fine"
    assert trap.connections == 0


@pytest.mark.parametrize("size", [MOST_BYTES, MOST_BYTES + 1])
def test_an_answer_has_an_end(size):
    with run_web_server() as web:
        web.answer = lambda _: (200, {}, b"x" * size)
        url = f"http://127.0.0.1:{web.port}/"
        if size > MOST_BYTES:
            with pytest.raises(AskFailed, match="too large"):
                Outgoing(HERE).ask("GET", url)
        else:
            assert len(Outgoing(HERE).ask("GET", url).body) == size


def test_a_server_that_breaks_off_was_asked_once():
    with run_web_server() as web:
        web.answer = lambda _: None
        outgoing = Outgoing(HERE, resolve=knowing(name=[["127.0.0.1", "127.0.0.1"]]))
        with pytest.raises(AskFailed):
            outgoing.ask("POST", f"http://name:{web.port}/")
    assert len(web.asked) == 1


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_answers_letter_by_letter_is_left_in_time(first):
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        sock, _ = listening.accept()
        with sock, suppress(OSError):
            sock.sendall(first)
            while True:
                sock.sendall(b"x")
                sleep(0.05)

    thread = Thread(target=drip, daemon=True)
    thread.start()
    begun = monotonic()
    with pytest.raises(AskFailed):
        Outgoing(HERE, patience=SOON).ask("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/")
    assert monotonic() - begun < 5
    thread.join(5)
    listening.close()


def test_addresses_are_taken_apart_as_they_are_written():
    target = parse_target("https://[2606:4700::1]:8443/path?query=1#part")
    assert (target.host, target.port, target.path) == ("2606:4700::1", 8443, "/path?query=1")
    assert target.authority == "[2606:4700::1]:8443"
    assert parse_target("https://Example.org").authority == "example.org"
