"""Scrapy's settings: polite, bounded and closed to the outside. What changes from portal to portal is not here.

Found through scrapy.cfg. What an operator may change stands in gongkai.toml (crawler/config.py) and is laid over these;
without a contact the user agent only names the project.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("gongkai")
except PackageNotFoundError:  # run from a source tree that was not installed
    VERSION = "0"

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]
# All that happens to what a spider hands on, in one place.
ITEM_PIPELINES = {"pipelines.items.StoreCaptures": 300}


def user_agent(contact: str) -> str:
    """Who asks, and where to complain: an address or a page of whoever runs the crawl."""
    return f"gongkai/{VERSION} (yearly disclosure reports; {contact or 'no contact set'})"


CONTACT = os.environ.get("GONGKAI_CONTACT", "")
USER_AGENT = user_agent(CONTACT)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1",
}

# Courtesy.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False
# Beijing's hours in which any portal may be asked, like 22:00-06:00; a portal's own go before.
GONGKAI_HOURS = ""
# A rest that a server asks for (Retry-After), in seconds: at once, and in one run.
GONGKAI_RETRY_AFTER_MAX = 600
GONGKAI_RETRY_AFTER_TOTAL = 3600
# A host that brought nothing so many times in a row is left alone for the rest of the run.
GONGKAI_GIVE_UP_AFTER = 5

# Bounds: a hostile or broken portal costs time and memory that are known beforehand.
MIB = 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * MIB
DOWNLOAD_WARNSIZE = 16 * MIB
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
# An address that is too long is left out where links are read (crawler/links.toml), not dropped without a word.
URLLENGTH_LIMIT = 0
# The walk of a list has its own end (crawler/walk.py): a pager of many pages is deep without being hostile.
DEPTH_LIMIT = 0
RETRY_TIMES = 2
# A page that is given up is the run's to tell.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]

# What each request and answer passes, from the engine (small numbers) to the network (large ones) and back. Scrapy's
# own between them: timeout 350, headers 400, user agent 500, retries 550.
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.Hours": 40,
    "crawler.middlewares.Robots": 100,
    "crawler.middlewares.GivingUp": 530,
    "crawler.middlewares.Schemes": 540,
    "crawler.middlewares.RetryAfter": 560,
    "crawler.middlewares.Bodies": 590,
    "crawler.middlewares.Redirects": 600,
    "crawler.middlewares.Addresses": 800,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
}
TWISTED_DNS_RESOLVER = "crawler.guards.resolver.PublicResolver"
# A proxy of the environment would connect where no guard sees it.
HTTPPROXY_ENABLED = False
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
# What an error page says is the guards' to judge.
HTTPERROR_ALLOW_ALL = True

# Doors that Scrapy opens of itself: both execute code for whoever reaches them.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# "Done" is what the store says, not what a request queue remembers.
JOBDIR = None
HTTPCACHE_ENABLED = False
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
