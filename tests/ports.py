"""Ports for servers that run in processes of their own."""

import socket
from contextlib import suppress
from random import SystemRandom

# Below those that Linux gives to whoever connects: what is free here is free still when the server begins to listen.
LOWEST, HIGHEST = 15_000, 32_000
# Not the one that is seeded alike in all test processes.
chance = SystemRandom()


def free_port() -> int:
    """Return a port on which nobody listens."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = chance.randint(LOWEST, HIGHEST)
            probe.bind(("127.0.0.1", port))
            return port
