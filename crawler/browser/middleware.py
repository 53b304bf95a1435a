"""Between the plain answer and the browser: what only a browser can fill is asked for plainly first.

Only an answer that bears no mark of a challenge or a block is asked for again, to be opened; every other one goes on to
the spider as it came, which names the reason.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from crawler.answer import OPENED, page_of
from crawler.guards import check
from crawler.middlewares.base import Middleware

# A shell is what is to be filled.
TO_BE_FILLED = frozenset((None, "js_shell"))


class Opening(Middleware):
    """Stands where an answer has passed all other middlewares: unpacked, not led astray, not to be asked again."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        ask = request.cb_kwargs.get("ask")
        if ask is None or not ask.browser or OPENED in response.flags:
            return response
        if response.status != 200 or check(page_of(response, ask)) not in TO_BE_FILLED:
            return response
        opened = request.replace(dont_filter=True)
        # How long a browser takes says nothing of the server.
        opened.meta.update(playwright=True, autothrottle_dont_adjust_delay=True)
        opened.meta.pop("retry_times", None)
        return opened
