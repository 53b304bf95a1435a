"""Pages that a portal shows instead of what was asked for: challenges of two shields, and a page that is not there."""

from __future__ import annotations

from sample.model import Resource


def river() -> Resource:
    """412: a script that must be run; the server writes other numbers into it each time."""
    body = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        '<meta id="9DhefwqGPrzGxEp9hPaoag" content="@@VISITORS@@" r="m"><script type="text/javascript">'
        "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=@@VISITORS@@;$_ts.cd=\"qcWqrqlmqaLrqGAVDal\";"
        "if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>"
    )
    return Resource(body.encode(), status=412, headers=(("Set-Cookie", "Fxq0ZtV7jQS=60sample; Path=/; HttpOnly"),))


def speedup() -> Resource:
    """521: a cookie to be computed, and the page to be loaded again."""
    body = (
        "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('clearance')+'=1773108000.101|-1|sample;"
        "Max-age=3600; Path = /';location.href=location.pathname+location.search</script>"
    )
    return Resource(
        body.encode(), status=521, headers=(("Set-Cookie", "__jsluid_h=5ample; max-age=31536000; path=/; HttpOnly"),)
    )


def not_there(status: int = 404) -> Resource:
    """The same words with 404 and, where a portal does not know better, with 200."""
    body = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>页面不存在</title></head><body>'
        '<div class="error"><h2>抱歉，您访问的页面不存在</h2>'
        '<p>页面可能已被删除或更名。</p><a href="/">返回首页</a></div></body></html>'
    )
    return Resource(body.encode(), status=status)
