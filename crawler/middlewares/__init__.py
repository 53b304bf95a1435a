"""Scrapy's downloader middlewares of the project: each asks a guard (crawler/guards) and acts on what it says.

Their order is crawler/settings.py's DOWNLOADER_MIDDLEWARES, and the only one that is meant. Whatever does not pass ends
in the request's errback as Refused with a reason code; a run that may not go on is closed with the code as its reason.
"""

from __future__ import annotations

from crawler.middlewares.courtesy import GivingUp, Hours, RetryAfter, Robots
from crawler.middlewares.safety import Addresses, Bodies, Redirects, Schemes

__all__ = ["Addresses", "Bodies", "GivingUp", "Hours", "Redirects", "RetryAfter", "Robots", "Schemes"]
