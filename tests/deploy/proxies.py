"""HAProxy and nginx with the committed configurations."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from tests.architecture.tree import ROOT
from tests.deploy.nodes import Nodes
from tests.ports import free_port

# What a distribution's own nginx.conf has around conf.d.
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    {temporary}
    include {site};
}}
"""


def found(name: str) -> str:
    """Return where a program of the system is."""
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    assert path, f"{name} is not installed: make packages"
    return path


def haproxy(nodes: Nodes, port: int) -> tuple[list[str], list[str]]:
    """Return how HAProxy's configuration is checked, and how it runs with it."""
    file = nodes.folder / "haproxy.cfg"
    file.write_text(nodes.fit((ROOT / "deploy/haproxy/haproxy.cfg").read_text("utf-8"), port))
    run = [found("haproxy"), "-f", str(file)]
    return [*run, "-c"], [*run, "-db"]


def nginx(nodes: Nodes, port: int) -> tuple[list[str], list[str]]:
    """Return how nginx's configuration is checked, and how it runs with it."""
    site, whole = nodes.folder / "coachbook.conf", nodes.folder / "nginx.conf"
    site.write_text(nodes.fit((ROOT / "deploy/nginx/coachbook.conf").read_text("utf-8"), port))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {nodes.folder}/{kind};" for kind in kinds)
    # Started by root it would serve as somebody who may not look into this folder.
    user = "" if os.geteuid() else "user root;"
    whole.write_text(AROUND.format(folder=nodes.folder, temporary=temporary, site=site, user=user))
    run = [found("nginx"), "-c", str(whole), "-e", str(nodes.folder / "nginx.log")]
    return [*run, "-t"], run


PROXIES: dict[str, Callable[[Nodes, int], tuple[list[str], list[str]]]] = {"haproxy": haproxy, "nginx": nginx}


@contextmanager
def run_proxy(name: str, nodes: Nodes) -> Iterator[str]:
    """Let the proxy check its configuration, then run with it; yield the address that people open."""
    port = free_port()
    check, run = PROXIES[name](nodes, port)
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    log = Path(nodes.folder / f"{name}.out")
    with log.open("wb") as output:
        process = subprocess.Popen(run, stdout=output, stderr=output)
    try:
        for _ in range(1200):
            assert process.poll() is None, log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            sleep(0.05)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)
