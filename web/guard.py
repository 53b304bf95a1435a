"""What every answer of the server is told to be: which language, one snapshot, and what a browser may do with it.

Nothing of a report is trusted, so a page may load nothing but the project's own files, run no script but those, and be
framed by nobody else; an archived original may do nothing at all. Pages say here which of these they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import SimpleCookie
from typing import Any

from datasette.app import Datasette

from web.language import COOKIE, Language, asked, remembered, speak
from web.site import is_ours, site

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

YEAR = 365 * 24 * 60 * 60

_POLICY = (
    "default-src 'none'; script-src 'self'; {styles}; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
# Observable Plot writes one style element of its own into each chart; it is named here by its hash (web/static/vendor).
_PLOT = "'sha256-+TfQir1nvDucAdvE6XUQBt4ayUjpAWkbw2kCdSfekHM='"
PAGE = {"content-security-policy": _POLICY.format(styles=f"style-src 'self' {_PLOT}", ancestors="'none'")}
# A page of ours that stands inside another one of ours.
FRAMED = {"content-security-policy": _POLICY.format(styles="style-src 'self'", ancestors="'self'")}
# Datasette's own templates have style attributes; they still run no script of their own.
DATASETTE = {
    "content-security-policy": _POLICY.format(
        styles="style-src 'self'; style-src-attr 'unsafe-inline'", ancestors="'none'"
    ).replace("img-src 'self'", "img-src 'self' data:")
}
# What somebody else wrote: shown, and nothing else. Its own styles are all that it keeps.
ORIGINAL = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "x-dns-prefetch-control": "off",
}
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def guarded(app: App, datasette: Datasette) -> App:
    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_ours(datasette):
            await app(scope, receive, send)
            return
        chosen = asked(scope["query_string"].decode("latin-1"))
        speak(chosen or remembered(_header(scope, b"cookie")) or "zh")

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _headers(message.get("headers", ()), chosen)
            await send(message)

        with site(datasette).database.pinned():
            await app(scope, receive, answer)

    return guard


def _header(scope: Scope, name: bytes) -> str:
    return b"; ".join(value for key, value in scope["headers"] if key == name).decode("latin-1")


def _headers(found: Any, chosen: Language | None) -> list[tuple[bytes, bytes]]:
    """What the page says itself stands; the rest is added."""
    headers = [(bytes(key).lower(), bytes(value)) for key, value in found]
    named = {key.decode("latin-1") for key, _ in headers}
    wanted: Mapping[str, str] = {**DATASETTE, **_ALWAYS}
    headers += [(key.encode(), value.encode()) for key, value in wanted.items() if key not in named]
    if chosen is not None:
        headers = [(key, value) for key, value in headers if key != b"cache-control"]
        headers += [(b"set-cookie", _cookie(chosen)), (b"cache-control", b"private, no-store")]
    return headers


def _cookie(chosen: Language) -> bytes:
    cookie: SimpleCookie = SimpleCookie({COOKIE: chosen})
    cookie[COOKIE].update({"path": "/", "max-age": str(YEAR), "samesite": "Lax"})
    return cookie.output(header="").strip().encode()
