"""What a thousand open pages cost, and whether any of them misses a word: `python -m bench.streams --streams 1000`."""

import argparse
import asyncio
import random
import re
from contextlib import suppress
from statistics import median
from time import perf_counter

from flask import Flask
from rich.console import Console

from app.db import db, transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.services import account_views, conversations, demo
from app.services.demo.coaches import COACHES
from app.services.demo.students import STUDENTS
from bench.filling import scratch
from bench.servers import Servers
from docs.demo import session_of

SEED, TIMES, MESSAGES = 1, 50, 1000
# As browsers wait, told by the server.
SOONEST, LATEST = 0.5, 3.0
COACH, STUDENT = "ines", "amara"


class Page:
    """An open page: its stream, opened again whenever it ends, and the messages that it was told."""

    def __init__(self, port: int, cookie: str, conversation: int | None = None) -> None:
        self._port, self._cookie, self._conversation = port, cookie, conversation
        self._last = 0
        self.told: list[int] = []
        self.opened_at = 0.0

    async def stay(self) -> None:
        """Listen until cancelled."""
        while True:
            with suppress(OSError):
                await self._listen()
            await asyncio.sleep(random.uniform(SOONEST, LATEST))  # noqa: S311  # a pause, not a secret

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        query = f"?conversation={self._conversation}&after={self._last}" if self._conversation else ""
        writer.write(f"GET /stream{query} HTTP/1.1\r\nHost: x\r\nCookie: {self._cookie}\r\n\r\n".encode())
        while line := await reader.readline():
            if line.startswith(b"retry"):
                self.opened_at = perf_counter()
            self.told += map(int, re.findall(rb'id="message-(\d+)"', line))
            if self.told and not line.strip():
                self._last = self.told[-1]


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1000)
    asked = parser.parse_args()
    with scratch("postgresql") as app:
        transact(lambda: demo.load(seed=SEED, now=utc_now()))
        with Servers(app) as servers:
            asyncio.run(_measure(app, servers, asked.streams, Console(soft_wrap=True)))


async def _measure(app: Flask, servers: Servers, streams: int, console: Console) -> None:
    names, (student, thread) = [person.email for person in (*COACHES, *STUDENTS)], _pair()
    # In other threads, where nobody is signed in yet.
    in_thread = asyncio.get_running_loop().run_in_executor
    cookies = {name: await in_thread(None, session_of, app, name) for name in names}
    empty, alone = servers.memory(), servers.page_time("/calls", cookies[STUDENT])
    others = [cookie for name, cookie in cookies.items() if name != COACH]
    pages = [Page(servers.stream_port, others[number % len(others)]) for number in range(streams - 1)]
    pages.append(talk := Page(servers.stream_port, cookies[COACH], thread))
    began = perf_counter()
    tasks = [asyncio.create_task(page.stay()) for page in pages]
    await _until(lambda: all(page.opened_at for page in pages))
    console.print(f"{streams} streams are open after {perf_counter() - began:.1f} s")
    console.print(f"{(servers.memory() - empty) / streams:.1f} KiB each; {empty / 1024:.0f} MiB without any")
    beside = await asyncio.to_thread(servers.page_time, "/calls", cookies[STUDENT])
    console.print(f"/calls takes {1000 * alone:.1f} ms alone, {1000 * beside:.1f} ms beside them: {beside / alone:.2f}")

    delays = []
    for _ in range(TIMES):
        sent_at, number = perf_counter(), _say(student, thread)
        await _until(lambda number=number: number in talk.told)
        delays.append(perf_counter() - sent_at)
    console.print(f"a message of another process is heard after {1000 * median(delays):.0f} ms, at most "
                  f"{1000 * max(delays):.0f} ms ({TIMES})")  # fmt: skip

    for count in range(MESSAGES):
        last = _say(student, thread)
        if count == MESSAGES // 2:
            servers.kill_streams()
            died_at = perf_counter()
            await asyncio.to_thread(servers.start_streams)
            console.print(f"killed, and up again after {perf_counter() - died_at:.1f} s")
        await asyncio.sleep(0)
    up_at = perf_counter()
    await _until(lambda: all(page.opened_at > died_at for page in pages) and last in talk.told)
    back = max(page.opened_at for page in pages) - died_at
    console.print(f"all are back {back:.1f} s after the kill, and know everything {perf_counter() - up_at:.1f} s after "
                  "the last message")  # fmt: skip
    lost, doubled = last - len(set(talk.told)), len(talk.told) - len(set(talk.told))
    console.print(f"{last} messages: {lost} lost, {doubled} told twice, in order: {talk.told == sorted(talk.told)}")
    for task in tasks:
        task.cancel()


def _pair() -> tuple[int, int]:
    """Return the number of the student who writes, and that of the thread."""
    coach, student = (account_views.get(f"{name}@example.org").number for name in (COACH, STUDENT))
    thread = conversations.find(coach, student) or 0
    db.session.rollback()
    return student, thread


def _say(student: int, thread: int) -> int:
    actor = Actor(student, Channel.WEB)
    return transact(lambda: conversations.post(actor=actor, conversation_id=thread, body="Word", now=utc_now()))


async def _until(is_so) -> None:
    while not is_so():
        await asyncio.sleep(0.002)


if __name__ == "__main__":
    main()
