"""Scrapy's settings: polite, bounded and closed to the outside. What changes from portal to portal is not here.

Found through scrapy.cfg. The contact is an operator's to set; without one the user agent only names the project.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("gongkai")
except PackageNotFoundError:  # run from a source tree that was not installed
    VERSION = "0"

BOT_NAME = "gongkai"
# There is no spider yet; each later module that holds spiders is named here.
SPIDER_MODULES: list[str] = []

# Who asks, and where to complain: an address or a page of whoever runs the crawl.
CONTACT = os.environ.get("GONGKAI_CONTACT", "")
USER_AGENT = f"gongkai/{VERSION} (yearly disclosure reports; {CONTACT or 'no contact set'})"

# Courtesy.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
RANDOMIZE_DOWNLOAD_DELAY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False

# Bounds: a hostile or broken portal costs time and memory that are known beforehand.
MIB = 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * MIB
DOWNLOAD_WARNSIZE = 16 * MIB
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DEPTH_LIMIT = 12
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]

# Doors that Scrapy opens of itself: both execute code for whoever reaches them.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# "Done" is what the store says, not what a request queue remembers.
JOBDIR = None
HTTPCACHE_ENABLED = False
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
