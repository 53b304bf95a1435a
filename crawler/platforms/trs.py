"""拓尔思 TRS WCM and its look-alikes: plain lists whose pager is a call in a script or a comment.

`index_1.html` is page TWO there; with a container's name first the call counts from one and page two is `list_2.shtml`.
Neither a folder's year nor the day in an address is believed: nothing is read from addresses but which page it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crawler.anchors import markup
from crawler.page import Listing, Page
from crawler.platforms import on_page
from crawler.portal import Portal

DETAIL = re.compile(r"/t\d{8}_\d+(?:_\d+)?\.s?html?$|/t_\d+\.s?html?$")
# createPageHTML(25, 0, "index", "html"), and with a container: ('page_div', 11, 1, 'list', 'shtml', 154).
_CALL = re.compile(
    r"""createPageHTML\s*\(\s*(?:["'](?P<box>[^"'\d][^"']{0,60})["']\s*,\s*)?["']?(?P<last>\d{1,6})["']?\s*,\s*"""
    r"""["']?(?P<here>\d{1,6})["']?\s*,\s*["'](?P<name>[\w-]{1,60})["']\s*,\s*["']\.?(?P<ending>\w{1,8})["']"""
    r"""(?:\s*,\s*["']?(?P<total>\d{1,7})["']?)?"""
)
_HERE = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,6})")
_LAST = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Pager:
    """`first` is the number that the portal gives its first page; that page has none in its name."""

    last: int
    first: int
    name: str
    ending: str
    total: int | None = None

    def page(self, number: int) -> str:
        counted = number - 1 + self.first
        return f"{self.name}.{self.ending}" if number == 1 else f"{self.name}_{counted}.{self.ending}"


def recognises(url: str, text: str) -> bool:
    return bool(
        DETAIL.search(url)
        or re.search(r"createPageHTML\s*\(|class=[\"'](?:TRS_Editor|trs_editor_view|trs_paper_default)", text)
        or (_LAST.search(text) and _HERE.search(text))
        or len(re.findall(r"/\d{6}/t\d{8}_\d+\.s?html?", text[:200_000])) > 1
    )


def listing(page: Page, _portal: Portal) -> Listing:
    tree = markup(page.text, page.url)
    if tree is None:
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page, DETAIL)
    pager = read_pager(page)
    if pager is None:
        return on_page.follow(tree, page, found)
    path, _, name = page.url.partition("?")[0].rpartition("/")
    folder = path if "." in name or not name else f"{path}/{name}"
    numbers = on_page.pages_after(page, pager.last)
    more = tuple(on_page.further(page, f"{folder}/{pager.page(number)}", number) for number in numbers)
    return replace(found, more=more, total=pager.total if pager.total is not None else found.total)


def read_pager(page: Page) -> Pager | None:
    """Read from the source, since the call often stands in a comment. The function's own definition is no call."""
    call = _CALL.search(page.text)
    if call is not None:
        first = _first(int(call["here"]), page.ask.number, call["box"] is not None)
        total = int(call["total"]) if call["total"] else None
        return Pager(int(call["last"]), first, call["name"], call["ending"], total)
    here, last = _HERE.search(page.text), _LAST.search(page.text)
    if here is None or last is None:
        return None
    named = re.search(r"/([\w-]+?)(?:_\d+)?\.(s?html?)$", page.url.partition("?")[0])
    name, ending = (named[1], named[2]) if named else ("index", "html")
    return Pager(int(last[1]), _first(int(here[1]), page.ask.number, boxed=False), name, ending)


def _first(here: int, number: int, boxed: bool) -> int:
    """Whether the portal counts from nought or from one: by what it calls the page that we know the number of."""
    counted = here - number + 1
    return counted if counted in (0, 1) else int(boxed)
