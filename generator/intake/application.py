"""The receiver as a web application: addresses, limits on what is read, origins, headers, and the worker beside it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from generator.intake import replies, screens
from generator.intake.answers import Refused, has_files, read_body
from generator.intake.desk import Counter
from generator.intake.limits import client_address
from generator.intake.receiver import Receiver
from generator.intake.worker import lock

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
    "Vary": "Origin",
}
UPLOADS = 4
"""Forms with a file that are read at the same time."""
Handler = Callable[[Request], Awaitable[Response]]


def application(receiver: Receiver, *, with_worker: bool = True) -> Starlette:
    """The ASGI application; `with_worker` also takes submissions to the forge, in a thread of this process."""
    doors = _Doors(receiver)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=_work, args=(receiver, stop), daemon=True)
        if with_worker:
            thread.start()
        yield
        stop.set()
        receiver.wake.set()
        if with_worker:
            await run_in_threadpool(thread.join, 10.0)

    return Starlette(
        routes=[
            Route("/intake/health", doors.health),
            Route("/intake/{site}/style.css", doors.style),
            Route("/intake/{site}/{form}/start", doors.guarded(doors.start)),
            Route("/intake/{site}/mitt/{receipt}/{word}", doors.guarded(doors.own_page), methods=["GET", "POST"]),
            Route("/intake/{site}/{form}", doors.guarded(doors.submit), methods=["POST"]),
            Route("/{path:path}", doors.guarded(doors.nowhere), methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
        ],
        lifespan=lifespan,
    )


def _work(receiver: Receiver, stop: threading.Event) -> None:
    with lock(receiver.journal.path) as alone:
        if alone:
            receiver.worker.run(stop, receiver.wake)


class _Doors:
    """One method for each address."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.uploads = asyncio.Semaphore(UPLOADS)

    def guarded(self, handler: Handler) -> Handler:
        """The handler, with a page for what it refuses, and with the headers that every answer has."""

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
            except Refused as refused:
                response = await run_in_threadpool(self._refused, request, refused.reason)
            except Exception as fault:
                # Only its name: the words of a fault may hold what somebody wrote.
                self.receiver.worker.say(type(fault).__name__)
                response = await run_in_threadpool(self._refused, request, "closed")
            response.headers.update(HEADERS)
            counter = getattr(request.state, "counter", None)
            origin = request.headers.get("origin", "")
            if counter and origin in self.receiver.origins(counter):
                response.headers["Access-Control-Allow-Origin"] = origin
            return response

        return answer

    def _refused(self, request: Request, reason: str) -> Response:
        counter: Counter | None = getattr(request.state, "counter", None)
        pairs = getattr(request.state, "pairs", [])
        language = counter.language(dict(pairs).get("lang", "")) if counter else "sv"
        return replies.refused(reason, counter, language, pairs, scripted=_wants_json(request))

    async def health(self, request: Request) -> Response:
        waiting = await run_in_threadpool(self.receiver.journal.waiting)
        return JSONResponse({"waiting": waiting})

    async def style(self, request: Request) -> Response:
        counter = await run_in_threadpool(self.receiver.desk.counter, request.path_params["site"])
        if counter is None:
            return PlainTextResponse("", 404)
        return Response(screens.style(counter), media_type="text/css")

    async def nowhere(self, request: Request) -> Response:
        raise Refused("no-form")

    async def start(self, request: Request) -> Response:
        await self._counter(request)
        site, form = request.path_params["site"], request.path_params["form"]
        return JSONResponse(await run_in_threadpool(self.receiver.start, site, form))

    async def submit(self, request: Request) -> Response:
        counter = await self._counter(request)
        limits = self.receiver.limits
        body = await self._body(request)
        content_type = request.headers.get("content-type", "")
        request.state.pairs = pairs = await run_in_threadpool(read_body, body, content_type, limits.fields)
        self._require_origin(request, counter)
        peer = request.client.host if request.client else ""
        address = client_address(peer, request.headers.getlist("x-forwarded-for"), self.receiver.trusted)
        site, form = request.path_params["site"], request.path_params["form"]
        return await run_in_threadpool(self.receiver.submit, site, form, pairs, address, scripted=_wants_json(request))

    async def own_page(self, request: Request) -> Response:
        counter = await self._counter(request)
        place = (request.path_params[name] for name in ("site", "receipt", "word"))
        counter, submission = await run_in_threadpool(self.receiver.own, *place)
        if request.method == "POST":
            self._require_origin(request, counter)
            submission = await run_in_threadpool(self.receiver.withdraw, submission)
        return await run_in_threadpool(replies.own_page, counter, submission)

    async def _counter(self, request: Request) -> Counter:
        counter = await run_in_threadpool(self.receiver.desk.counter, request.path_params["site"])
        if counter is None:
            raise Refused("no-form")
        request.state.counter = counter
        return counter

    def _require_origin(self, request: Request, counter: Counter) -> None:
        if request.headers.get("origin", "") not in self.receiver.origins(counter):
            raise Refused("other-site")

    async def _body(self, request: Request) -> bytes:
        """What was sent. Only a few may send files at a time: they take room."""
        limits = self.receiver.limits
        if not has_files(request.headers.get("content-type", "")):
            return await _limited(request, limits.body, limits.seconds)
        if self.uploads.locked():
            raise Refused("too-many")
        async with self.uploads:
            return await _limited(request, limits.upload, limits.upload_seconds)


async def _limited(request: Request, most: int, seconds: float) -> bytes:
    """The body, up to the limit: the first byte too many ends the reading."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        raise Refused("too-large")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise Refused("too-large")
    except TimeoutError:
        raise Refused("too-slow") from None
    return bytes(body)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
