"""What is asked and what is taken: allowed and public addresses alone, over every hop, and bodies that are whole."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from crawler.failures import Refused, trouble_of
from crawler.guards import addresses, bodies, resolver
from crawler.middlewares.base import Middleware, portal_of


class Schemes(Middleware):
    """Where http or https cannot be reached at all, the other one is tried once, if the portal's file allows it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # (scheme, host) that failed, and whether the other one answered.
        self.other_answers: dict[tuple[str, str], bool] = {}

    def process_request(self, request: Request) -> Request | None:
        parts = urlsplit(request.url)
        answers = self.other_answers.get((parts.scheme, parts.netloc), False)
        return self._other(request) if answers and "other_scheme" not in request.meta else None

    def process_response(self, request: Request, response: Response) -> Response:
        if "other_scheme" in request.meta:
            self.other_answers[request.meta["other_scheme"]] = True
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        parts = urlsplit(request.url)
        trouble = trouble_of(exception)
        failed = trouble.reason in ("timeout", "unreachable") and trouble.word != "dns"
        if not failed or "other_scheme" in request.meta or (parts.scheme, parts.netloc) in self.other_answers:
            return None
        other = self._other(request)
        if other is not None:
            self.other_answers[parts.scheme, parts.netloc] = False
        return other

    def _other(self, request: Request) -> Request | None:
        parts = urlsplit(request.url)
        url = parts._replace(scheme="http" if parts.scheme == "https" else "https").geturl()
        if parts.port is not None or not self.portal.allows(url):
            return None
        other = request.replace(url=url, dont_filter=True)
        other.meta["other_scheme"] = (parts.scheme, parts.netloc)
        other.meta.pop("retry_times", None)
        return other


class Bodies(Middleware):
    """Takes the place of Scrapy's own decompression, which lets a stream that was cut off pass for a whole one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def process_request(self, request: Request) -> None:
        request.headers["Accept-Encoding"] = "gzip, deflate"

    def process_response(self, request: Request, response: Response) -> Response | Request:
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").split(",")
        try:
            body = bodies.unpacked(response.body, encodings, self.limit)
        except bodies.TooLargeError as error:
            raise Refused("too_large", str(error)) from None
        except bodies.UnreadableError as error:
            raise Refused("encoding_unreadable", str(error)) from None
        except bodies.CutOffError:
            return self._once_more(request)
        if "partial" in response.flags and bodies.looks_cut_off(body):
            return self._once_more(request)
        if body is response.body:
            return response
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        headers.pop("Content-Length", None)
        return response.replace(body=body, headers=headers)

    def _once_more(self, request: Request) -> Request:
        retry = self.again(request, "truncated")
        if retry is None:
            raise Refused("truncated")
        return retry


class Redirects(Middleware):
    """Scrapy's own, for the Location header alone; each hop is judged before it is followed, and none is dropped."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.scrapys = RedirectMiddleware.from_crawler(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        try:
            answer = self.scrapys.process_response(request, response)
        except IgnoreRequest:
            raise Refused("redirect_loop", request.url) from None
        if isinstance(answer, Request):
            if addresses.refusal(answer.url, self.portal) is not None:
                raise Refused("redirect_out", answer.url)
            # The filter of duplicates would drop it without a word where its address was asked before.
            answer.dont_filter = True
        return answer


class Addresses(Middleware):
    """The last before the network: only what the portal's file lists, and never a private address, by name or written.

    Sets each request's slot to host and port, and takes away whatever proxy somebody else has set.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    def opened(self, spider: Spider) -> None:
        addresses.permit(portal_of(spider))

    def closed(self, spider: Spider) -> None:
        addresses.forbid(portal_of(spider))

    def process_request(self, request: Request) -> None:
        resolver.install()
        reason = addresses.refusal(request.url, self.portal)
        if reason is not None:
            raise Refused(reason, request.url)
        request.meta["download_slot"] = addresses.slot(request.url)
        request.meta.pop("proxy", None)

    def process_response(self, request: Request, response: Response) -> Response:
        """What was connected to, once more by the connection itself."""
        parts = urlsplit(request.url)
        port = parts.port or addresses.PORTS[parts.scheme]
        if response.ip_address and not addresses.may_connect(parts.hostname or "", port, str(response.ip_address)):
            raise Refused("address_private", str(response.ip_address))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        private = resolver.refused_answer(urlsplit(request.url).hostname or "")
        if isinstance(exception, CannotResolveHostError) and private is not None:
            raise Refused("address_private", private)
