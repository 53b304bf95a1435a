"""Pages that only a browser can fill: the system's Chromium, what it may ask for, and how a list is leafed through.

Shared by `gongkai portals probe` (crawler/probe) and the crawl of lists with `browser = true`. What
imports Playwright is imported only where the extra `browser` is there. No challenge is ever met with it: a page is
asked for plainly first.
"""
