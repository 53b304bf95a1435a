"""Pages that a script fills, served on loopback: pagers of every kind, and pages that go where they must not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.portal import Portal, Start, dump

PAGES, SIZE = 3, 2
TITLE = "研溪区第{}局{}年政府信息公开工作年度报告"

# show(n) fills the list with the page's entries, or adds them; each pager decides when it is called.
FILL = """
<h1>政府信息公开年报</h1><ul id="list"></ul><div class="page" id="pager"></div>
<script>
var now = 0, last = %d, pager = document.getElementById("pager"), list = document.getElementById("list");
function show(n, adds) {
  return fetch("/rows?n=" + n).then(function (a) { if (!a.ok) throw 0; return a.json(); }).then(function (rows) {
    now = n;
    if (!adds) list.innerHTML = "";
    rows.forEach(function (one) {
      var item = document.createElement("li");
      item.innerHTML = "<a href='" + one.url + "'>" + one.title + "</a><span>" + one.day + "</span>";
      list.appendChild(item);
    });
    if (window.drawn) drawn();
  });
}
%s
</script>"""

PAGERS = {
    "words": """pager.innerHTML = "<a href='javascript:void(0)'>上一页</a><a href='javascript:void(0)'>下一页</a>";
        pager.lastChild.onclick = function () { if (now < last) show(now + 1); }; show(1);""",
    "switched off": """pager.innerHTML = "<button class='btn-next'></button>";
        pager.firstChild.onclick = function () { show(now + 1); };
        function drawn() { pager.firstChild.disabled = now >= last; } show(1);""",
    "numbers": """function drawn() { pager.innerHTML = "";
          for (var n = 1; n <= last; n++) { (function (n) { var one = document.createElement("span");
            one.textContent = n; one.onclick = function () { show(n); }; pager.appendChild(one); })(n); } } show(1);""",
    "more": """pager.innerHTML = "<div>加载更多</div>"; pager.firstChild.onclick = function () { show(now + 1, true); };
        function drawn() { if (now >= last) pager.innerHTML = "没有更多了"; } show(1);""",
    "scrolling": """pager.style.height = "3000px";
        window.onscroll = function () { if (now < last && !window.busy) { busy = 1; show(now + 1, true)
          .then(function () { busy = 0; window.scrollTo(0, 0); }); } }; show(1);""",
    "beside pictures": """document.body.insertAdjacentHTML("afterbegin",
          "<div class='swiper'><a class='next' href='javascript:void(0)'>&gt;</a></div>");
        pager.innerHTML = "<a href='javascript:void(0)'>下页</a>";
        pager.firstChild.onclick = function () { if (now < last) show(now + 1); }; show(1);""",
    "late": """pager.innerHTML = "<a href='javascript:void(0)'>下一页</a>"; pager.firstChild.onclick = function () {
          if (now < last) setTimeout(function () { show(now + 1); }, 200); };
        setTimeout(function () { show(1); }, 250);""",
    "by the mouse": """pager.innerHTML = "<b>下一页</b>";
        pager.firstChild.onmousedown = function (e) { if (e.isTrusted && now < last) show(now + 1); }; show(1);""",
    "covered": """pager.innerHTML = "<a href='javascript:void(0)'>下一页</a>";
        pager.firstChild.onclick = function () { if (now < last) show(now + 1); };
        document.body.insertAdjacentHTML("beforeend",
          "<div style='position:fixed;top:0;left:0;width:100%;height:100%'></div>"); show(1);""",
    "links": """var at = Number(location.search.slice(3) || 1);
        if (at < last) pager.innerHTML = "<a href='/links?p=" + (at + 1) + "'>下一页</a>"; show(at);""",
    "dead": """pager.innerHTML = "<a href='javascript:void(0)'>下一页</a> 共 3 页"; show(1);""",
    "never ending": """pager.innerHTML = "<a href='javascript:void(0)'>下一页</a>"; last = 999;
        pager.firstChild.onclick = function () { show(now + 1); }; show(1);""",
    "breaking": """pager.innerHTML = "<a href='javascript:void(0)'>下一页</a>";
        pager.firstChild.onclick = function () { show(now === 1 ? 500 : now + 1); }; show(1);""",
}
REPORT = """<h1>{}</h1><p>一、总体情况</p><p>本机关无。</p><p>二、主动公开政府信息情况</p>
<p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p>"""
# Asks for its entries by posting JSON.
POSTING = """<h1>政府信息公开年报</h1><ul id="list"></ul><a id="next" href="javascript:void(0)">下一页</a>
<script>
var now = 0, list = document.getElementById("list"), next = document.getElementById("next");
next.onclick = function () {
  now += 1;
  fetch("/post", { method: "POST", headers: { "Content-Type": "application/json;charset=utf-8" },
                   body: JSON.stringify({ catalog: "nb", query: { pageNo: now, pageSize: SIZE } }) })
    .then(function (a) { return a.json(); }).then(function (told) {
      list.innerHTML = told.data.rows.map(function (one) {
        return "<li><a href='" + one.url + "'>" + one.title + "</a></li>"; }).join("");
      next.style.display = now * SIZE < told.data.total ? "" : "none";
    });
};
next.onclick();
</script>""".replace("SIZE", str(SIZE))
FRAME = '<h1>政府信息公开年报</h1><iframe src="/words" width="800" height="600"></iframe>'
STATIC = f"<li><a href='/r/1.html'>{TITLE.format(1, 2001)}</a></li>"
HANGING = f"<h1>政府信息公开年报</h1><a href='/r/1.html'>{TITLE.format(1, 2001)}</a><script>while (true) {{}}</script>"
FLOOD = '<h1>政府信息公开年报</h1><script>fetch("/flood").then(function (a) { return a.text(); });</script>'
# Everywhere that a page can lead a browser.
STRAYING = """<h1>政府信息公开年报</h1><div id="list"></div><img src="{away}/picture"><img src="/picture">
<link rel="stylesheet" href="{away}/style"><script src="{away}/script"></script><iframe src="{away}/frame"></iframe>
<script>
var quiet = function () {{}};
fetch("{away}/fetch", {{ mode: "no-cors" }}).catch(quiet);
fetch("/moved").catch(quiet);
fetch("/closed/rows").catch(quiet);
fetch("http://169.254.169.254/latest/").catch(quiet);
fetch("http://gongkai.example/").catch(quiet);
try {{ new WebSocket("ws://{place}/socket"); }} catch (e) {{}}
navigator.sendBeacon("{away}/beacon");
window.open("{away}/window");
fetch("/rows?n=1").then(function (a) {{ return a.json(); }}).then(function (rows) {{ rows.forEach(function (one) {{
  document.getElementById("list").innerHTML += "<p><a href='" + one.url + "'>" + one.title + "</a></p>"; }}); }});
</script>"""


class Scripted(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        # Paths with their agents, as they were asked for.
        self.asked: list[tuple[str, str]] = []
        self.place = f"127.0.0.1:{self.server_address[1]}"
        self.elsewhere = "127.0.0.1:9"
        self.open = True

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def portal(self, path: str, id_: str = "scripted") -> Portal:
        return Portal(id_, "研溪区", "990321", "generic", (self.place,), ("http",), loopback=True,
                      starts=(Start(self.url(path)),))  # fmt: skip

    def write(self, folder: Path, path: str, more: str = "", id_: str = "scripted") -> Portal:
        folder.mkdir(parents=True, exist_ok=True)
        made = self.portal(path, id_)
        (folder / f"{made.id}.toml").write_text(f"{dump(made)}\n{more}", encoding="utf-8")
        return made


class _Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("User-Agent", "")))
        parts = urlsplit(self.path)
        name = parts.path[1:].replace("-", " ")
        if name == "rows":
            self._rows(int(parse_qs(parts.query)["n"][0]))
        elif name == "moved":
            self._send(302, b"", Location=f"http://{self.server.elsewhere}/moved")
        elif name == "walled":
            self._send(412, b"<script>$_ts={}</script><meta http-equiv=refresh content=0>")
        elif name == "flood":
            self._flood()
        elif name == "robots.txt":
            self._send(200, b"User-agent: *\nDisallow: /closed/\n", "text/plain")
        else:
            text = self._page(name)
            self._send(404 if text is None else 200, (text or "").encode())

    def do_POST(self) -> None:
        self.server.asked.append((self.path, self.headers.get("User-Agent", "")))
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["query"]
        number = told["pageNo"]
        rows = _rows(number) if 0 < number <= PAGES else []
        answer = {"code": 200, "data": {"total": PAGES * SIZE, "rows": rows}}
        self._send(200, json.dumps(answer).encode(), "application/json")

    def _page(self, name: str) -> str | None:
        away = f"http://{self.server.elsewhere}"
        if name.startswith("r/"):
            number = int(name[2:-5])
            return REPORT.format(TITLE.format(number, 2000 + number))
        pages = {
            "static": STATIC, "frame": FRAME, "posting": POSTING, "hanging": HANGING, "flooding": FLOOD,
            "straying": STRAYING.format(away=away, place=self.server.elsewhere),
        }  # fmt: skip
        return pages.get(name) or (FILL % (PAGES, PAGERS[name]) if name in PAGERS else None)

    def _rows(self, number: int) -> None:
        if number == 500:
            self._send(500, b"")
            return
        self._send(200, json.dumps(_rows(number)).encode(), "application/json")

    def _flood(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while self.server.open:
                self.wfile.write(b"x" * 1024 * 1024)
        except OSError:
            self.close_connection = True

    def _send(self, status: int, body: bytes, media: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The server keeps its own log."""


def _rows(number: int) -> list[dict[str, str]]:
    return [
        {"url": f"/r/{at}.html", "title": TITLE.format(at, 2000 + at), "day": f"2024-01-{at % 28 + 1:02}"}
        for at in range((number - 1) * SIZE + 1, number * SIZE + 1)
    ]


@contextmanager
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.open = False
            server.shutdown()
            thread.join()
