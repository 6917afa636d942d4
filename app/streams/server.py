"""The streams' own server: one event loop, an ASGI application."""

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Thread
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from prometheus_client import CONTENT_TYPE_LATEST

from app.services import changes
from app.streams import metrics
from app.streams.hub import Hub, Listener
from app.streams.pages import Pages
from app.web.metrics import is_known

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
T = TypeVar("T")

PATH = "/stream"
# Tabs of one person; a browser that is not looked at closes its stream.
MOST_STREAMS = 20
# In seconds: a proxy closes what is silent for longer; whoever has signed out is noticed.
BEAT, CHECK = 15.0, 300.0
# In milliseconds: when all reconnect at once, they do not all come in the same one.
SOONEST, LATEST = 500, 3000
# Requests to the pages at once, as many as the web server would take from them.
THREADS = 8
NUMBER = 18
EVERYTHING = "everything"


class Streams:
    """Answers `GET /stream` for as long as the page is open: `?conversation=3&after=41` adds its messages."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pages = Pages(app)
        self._threads = ThreadPoolExecutor(THREADS)
        self._hub = Hub()
        self._figures = metrics.Figures(self._hub)
        self._is_over = Event()
        home = urlsplit(app.config["COACHBOOK"].base_url)
        self._origin = f"{home.scheme}://{home.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        follower = Thread(target=self._follow, args=(asyncio.get_running_loop(),), daemon=True)
        follower.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._is_over.set()
        await self._in_thread(follower.join)
        self._threads.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._app.app_context():
            for change in changes.hear(self._is_over.is_set):
                if change is None:
                    loop.call_soon_threadsafe(self._hub.call_all, EVERYTHING)
                else:
                    loop.call_soon_threadsafe(self._hub.tell, change)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        cookie = headers.get("cookie", "")
        if scope["path"] == metrics.PATH and is_known(self._app, headers.get("authorization", "")):
            return await self._tell_figures(send)
        if scope["path"] != PATH or scope["method"] != "GET":
            return await self._refuse(send, 404)
        person = await self._in_thread(self._pages.find_viewer, cookie)
        if person is None:
            return await self._refuse(send, 401)
        if self._hub.count(person) >= MOST_STREAMS:
            return await self._refuse(send, 429)
        asked = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        listener = Listener(person, _number(asked.get("conversation")))
        after = _number(headers.get("last-event-id")) or _number(asked.get("after")) or 0
        gone = asyncio.create_task(_until_gone(receive))
        try:
            with self._hub.listening(listener):
                await self._start(send)
                await self._tell(listener, cookie, after, gone, send)
        except PermissionError:
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()

    async def _tell(self, listener: Listener, cookie: str, after: int, gone: "asyncio.Task[None]", send: Send) -> None:
        """Say what is new, again and again, until the other end has gone."""
        loop = asyncio.get_running_loop()
        news, checked_at = f"conversation:{listener.conversation}", loop.time()
        # What came before the stream was open is asked for at once.
        listener.call(news)
        while not gone.done():
            words = listener.take()
            if listener.conversation is not None and words & {news, EVERYTHING}:
                after = await self._send_news(listener.conversation, cookie, after, send)
            for word in sorted(words - {news}):
                await _say(send, f"event: change\ndata: {word}\n\n")
            called = asyncio.create_task(listener.called.wait())
            await asyncio.wait({called, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            if not called.done():
                called.cancel()
                await _say(send, ": still here\n\n")
            if loop.time() - checked_at > CHECK:
                checked_at = loop.time()
                if await self._in_thread(self._pages.find_viewer, cookie) is None:
                    raise PermissionError

    async def _send_news(self, conversation: int, cookie: str, after: int, send: Send) -> int:
        while news := await self._in_thread(self._pages.find_news, cookie, conversation, after):
            lines = "".join(f"data: {line}\n" for line in news.html.splitlines())
            await _say(send, f"id: {news.number}\n{lines}\n")
            after = news.number
        return after

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *arguments))

    async def _start(self, send: Send) -> None:
        headers = {
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        }
        await send({"type": "http.response.start", "status": 200, "headers": self._headers(headers)})
        pause = random.randint(SOONEST, LATEST)  # noqa: S311  # spreads reconnections out
        await _say(send, f"retry: {pause}\n\n")

    async def _tell_figures(self, send: Send) -> None:
        headers = self._headers({"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self._figures.tell()})

    async def _refuse(self, send: Send, status: int) -> None:
        await send({"type": "http.response.start", "status": status, "headers": self._headers({"Retry-After": "30"})})
        await send({"type": "http.response.body", "body": b""})

    def _headers(self, more: dict[str, str]) -> list[tuple[bytes, bytes]]:
        # Only pages of this programme, with their cookies, where the streams have an address of their own.
        allowed = {
            "Access-Control-Allow-Origin": self._origin,
            "Access-Control-Allow-Credentials": "true",
            "Vary": "Origin",
        }
        always = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
        return [(name.encode(), value.encode()) for name, value in {**allowed, **always, **more}.items()]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= NUMBER else None
