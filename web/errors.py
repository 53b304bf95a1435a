"""What a page says when there is nothing to show: one sentence, never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from web.language import say
from web.page import TooMuchError, shown

_LOG = logging.getLogger("gongkai.web")


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status, message = _said(exception)
    if request.path.endswith((".json", ".csv")):
        told: dict[str, Any] = {"ok": False, "error": message, "status": status, "title": None}
        return Response.json({**told, **getattr(exception, "error_dict", {})}, status=status)
    context = {"status": status, "message": message, "title": getattr(exception, "title", None)}
    return await shown(datasette, request, "failed.html", context, status=status)


def _said(exception: Exception) -> tuple[int, str]:
    if isinstance(exception, Base400):
        status = int(exception.status)
        return status, say("failed.missing") if status == 404 else str(exception)
    if isinstance(exception, TooMuchError):
        return 503, say("failed.slow")
    if isinstance(exception, DatasetteError):
        return int(exception.status), str(exception.message)
    _LOG.error("a page failed", exc_info=exception)
    return 500, say("failed.ours")
