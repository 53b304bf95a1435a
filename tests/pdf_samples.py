"""Reports to print: an invented bureau's tables as rows of Spans, drawn by our own hand, by Chromium or by LibreOffice.

What a table says goes in as Spans; the tests ask for the same back.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Literal

from parsers.grid import Cell, Grid, Span, from_spans
from tests.pdf_writer import HEIGHT, Canvas, pdf, width

Rows = tuple[tuple[Span, ...], ...]
Block = str | Rows
Style = Literal["lines", "double", "dotted", "boxes", "filled"]

ORG = "临川市望湖区河道管理局"
_RESULTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("（三）不予公开", ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
                  "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项")),
    ("（四）无法提供", ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")),
    ("（五）不予处理", ("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
                  "5.要求行政机关确认或重新出具已获取信息")),
    ("（六）其他处理", ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                  "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他")),
)  # fmt: skip
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_PERIOD = "所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def proactive(figures: Sequence[str]) -> Rows:
    """The ten figures of the form of 2021."""
    one, five, six, eight = figures[:6], figures[6:7], figures[7:9], figures[9:]
    head = ("本年制发件数", "本年废止件数", "现行有效件数")
    return (
        (Span("第二十条第（一）项", columns=4),),
        (Span("信息内容"), *map(Span, head)),
        (Span("规章"), *map(Span, one[:3])),
        (Span("行政规范性文件"), *map(Span, one[3:])),
        *_single("第二十条第（五）项", "本年处理决定数量", ("行政许可",), five),
        *_single("第二十条第（六）项", "本年处理决定数量", ("行政处罚", "行政强制"), six),
        *_single("第二十条第（八）项", "本年收费金额（单位：万元）", ("行政事业性收费",), eight),
    )


def _single(clause: str, head: str, labels: Sequence[str], figures: Sequence[str]) -> Rows:
    rows = tuple((Span(label), Span(figure, columns=3)) for label, figure in zip(labels, figures, strict=True))
    return ((Span(clause, columns=4),), (Span("信息内容"), Span(head, columns=3)), *rows)


def applications(figures: Sequence[Sequence[str]]) -> Rows:
    """25 rows of seven figures under the official head."""
    rest = iter([tuple(map(Span, row)) for row in figures])
    rows: list[tuple[Span, ...]] = [
        (Span(_CORNER, 3, 3), Span("申请人情况", columns=7)),
        (Span("自然人", 2), Span("法人或其他组织", columns=5), Span("总计", 2)),
        tuple(map(Span, ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"))),
        (Span("一、本年新收政府信息公开申请数量", columns=3), *next(rest)),
        (Span("二、上年结转政府信息公开申请数量", columns=3), *next(rest)),
        (Span("三、本年度办理结果", 22), Span("（一）予以公开", columns=2), *next(rest)),
        (Span("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", columns=2), *next(rest)),
    ]
    for group, labels in _RESULTS:
        for i, label in enumerate(labels):
            rows.append((*((Span(group, len(labels)),) if i == 0 else ()), Span(label), *next(rest)))
    rows.append((Span("（七）总计", columns=2), *next(rest)))
    rows.append((Span("四、结转下年度继续办理", columns=3), *next(rest)))
    return tuple(rows)


def proceedings(figures: Sequence[str]) -> Rows:
    return (
        (Span("行政复议", columns=5), Span("行政诉讼", columns=10)),
        (*(Span(name, 2) for name in _OUTCOMES), Span("未经复议直接起诉", columns=5), Span("复议后起诉", columns=5)),
        tuple(map(Span, _OUTCOMES * 2)),
        tuple(map(Span, figures)),
    )


def numbered(first: int = 1) -> tuple[list[str], list[list[str]], list[str]]:
    """Unequal figures for every cell of the three tables."""
    count = iter(range(first, first + 1000))
    ten = [str(next(count)) for _ in range(10)]
    return ten, [[str(next(count)) for _ in range(7)] for _ in range(25)], [str(next(count)) for _ in range(15)]


def balanced() -> tuple[list[str], list[list[str]], list[str]]:
    """Figures that keep every identity of the form, so that one reading proves itself."""
    results = [[i % 7, i % 3, 0, i % 2, 0, 1] for i in range(21)]
    handled = [sum(row[c] for row in results) for c in range(6)]
    carried_out = [2, 1, 0, 0, 3, 0]
    carried_in = [1, 0, 0, 1, 0, 0]
    new = [h + o - i for h, o, i in zip(handled, carried_out, carried_in, strict=True)]
    seven = [[*row, sum(row)] for row in (new, carried_in, *results, handled, carried_out)]
    groups = [[4, 1, 0, 2], [1, 0, 0, 3], [5, 2, 1, 0]]
    fifteen = [str(figure) for group in groups for figure in (*group, sum(group))]
    return [str(n) for n in (2, 1, 9, 3, 0, 18, 341, 27, 5, 12)], [[str(n) for n in row] for row in seven], fifteen


def report(ten: Sequence[str], seven: Sequence[Sequence[str]], fifteen: Sequence[str]) -> tuple[Block, ...]:
    return (
        f"{ORG}2024年政府信息公开工作年度报告",
        "本局按照《中华人民共和国政府信息公开条例》的规定编制本报告，" + _PERIOD,
        "一、总体情况",
        "全年主动公开各类信息368条，其中网站公开341条，公众号公开27条。" * 3,
        "二、主动公开政府信息情况",
        proactive(ten),
        "三、收到和处理政府信息公开申请情况",
        applications(seven),
        "四、政府信息公开行政复议、行政诉讼情况",
        proceedings(fifteen),
        "五、存在的主要问题及改进情况",
        "个别科室对申请件的研判还不够及时，下一步将加强培训，规范答复文书。" * 4,
        "六、其他需要报告的事项",
        "无。",
    )


# --- by our own hand ---

LEFT, RIGHT, TOP, BOTTOM = 72.0, 523.0, 72.0, 770.0
_SIZE, _PITCH = 9.0, 12.0


def column_widths(rows: Rows) -> list[float]:
    count = sum(span.columns for span in rows[0])
    if count == 10:
        return [22.0, 72.0, 133.0, *[32.0] * 7]
    return [(RIGHT - LEFT) / count] * count


def wrapped(text: str, room: float, size: float = _SIZE) -> list[str]:
    lines = [""]
    for letter in text:
        if lines[-1] and width(lines[-1] + letter, size) > room:
            lines.append("")
        lines[-1] += letter
    return lines


def drawn(blocks: Iterable[Block], style: Style = "lines", sideways: bool = False, footer: str = "- {} -") -> bytes:
    """Ruled tables over as many pages as they need; a cell that spans a page's end is printed in its first part."""
    press = _Press(style, footer)
    for block in blocks:
        if isinstance(block, str):
            press.paragraph(block)
        else:
            press.table(from_spans(block), column_widths(block))
    press.finish()
    if sideways:
        for page in press.pages:
            page.rotate = 90
            page.marks[:] = ["q 0 1 -1 0 842 0 cm", *page.marks, "Q"]
            page.width, page.height = page.height, page.width
    return pdf(press.pages)


class _Press:
    def __init__(self, style: Style, footer: str) -> None:
        self.style = style
        self.footer = footer
        self.pages = [Canvas()]
        self.rest: dict[Cell, list[str]] = {}
        self.begun: set[Cell] = set()
        self.y = TOP

    def turn(self) -> None:
        self.finish()
        self.pages.append(Canvas())
        self.y = TOP

    def finish(self) -> None:
        if self.footer:
            self.pages[-1].text(280, HEIGHT - 40, self.footer.format(len(self.pages)), 10)

    def paragraph(self, text: str) -> None:
        size = 12.0
        for line in wrapped("\u3000\u3000" + text, RIGHT - LEFT, size):
            if self.y + 20 > BOTTOM:
                self.turn()
            shift = width("\u3000\u3000", size) if line.startswith("\u3000") else 0
            self.pages[-1].text(LEFT + shift, self.y + 14, line.lstrip("\u3000"), size)
            self.y += 20
        self.y += 4

    def table(self, grid: Grid, widths: Sequence[float]) -> None:
        self.rest, self.begun = {}, set()
        xs = [LEFT]
        for each in widths:
            xs.append(xs[-1] + each)
        heights = [max(_height(cell, xs) for cell in row if cell.rows == 1) for row in grid.rows]
        first = 0
        while first < len(grid.rows):
            last = first
            y = self.y
            while last < len(grid.rows) and y + heights[last] <= BOTTOM:
                y += heights[last]
                last += 1
            if last == first:
                self.turn()
                continue
            self.part(grid, xs, heights, first, last)
            first = last
            if first < len(grid.rows):
                self.turn()
        self.y += 8

    def part(self, grid: Grid, xs: Sequence[float], heights: Sequence[float], first: int, last: int) -> None:
        ys = [self.y]
        for height in heights[first:last]:
            ys.append(ys[-1] + height)
        cells = dict.fromkeys(cell for row in grid.rows[first:last] for cell in row)
        for cell in cells:
            top, bottom = max(cell.row, first) - first, min(cell.row + cell.rows, last) - first
            x0, x1 = xs[cell.column], xs[cell.column + cell.columns]
            lines = self.due(cell, x1 - x0 - 4, ys[bottom] - ys[top], cell.row + cell.rows > last)
            self.cell(x0, ys[top], x1, ys[bottom], lines)
        self.y = ys[-1]

    def due(self, cell: Cell, room: float, height: float, cut: bool) -> list[str]:
        """The lines that this part of the cell has room for; what is over goes to the next page."""
        lines = self.rest.pop(cell, None) or ([] if cell in self.begun else wrapped(cell.text, room))
        self.begun.add(cell)
        if not cut:
            return lines
        fit = int((height - 4) / _PITCH)
        self.rest[cell] = lines[fit:]
        return lines[:fit]

    def cell(self, x0: float, y0: float, x1: float, y1: float, lines: list[str]) -> None:
        page = self.pages[-1]
        border(page, x0, y0, x1, y1, self.style)
        y = (y0 + y1) / 2 - len(lines) * _PITCH / 2
        for i, line in enumerate(lines):
            page.text((x0 + x1 - width(line, _SIZE)) / 2, y + i * _PITCH + 9.5, line, _SIZE)


def _height(cell: Cell, xs: Sequence[float]) -> float:
    room = xs[cell.column + cell.columns] - xs[cell.column] - 4
    return len(wrapped(cell.text, room)) * _PITCH + 5


def border(page: Canvas, x0: float, y0: float, x1: float, y1: float, style: Style) -> None:
    sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
    if style == "boxes":
        page.box(x0, y0, x1, y1, "S")
    for a, b, c, d in sides:
        if style in ("lines", "double"):
            page.line(a, b, c, d)
        if style == "double":
            page.line(a + 1.5 * (a == c), b + 1.5 * (b == d), c + 1.5 * (a == c), d + 1.5 * (b == d))
        if style == "filled":
            page.box(a - 0.3, b - 0.3, c + 0.3, d + 0.3)
        if style == "dotted":
            _dots(page, a, b, c, d)


def _dots(page: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    steps = int(max(x1 - x0, y1 - y0) / 4)
    for i in range(steps + 1):
        x, y = x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps
        page.box(x - 0.8 * (x1 > x0), y - 0.8 * (y1 > y0), x + 0.8 * (x1 > x0) + 0.4, y + 0.8 * (y1 > y0) + 0.4)


# --- by programs that people print with ---

_CSS = """body{font-family:"Noto Serif CJK SC",serif;font-size:12pt;line-height:1.6}p{text-indent:2em;margin:0}
table{border-collapse:collapse;font-size:9pt;line-height:1.3}td{padding:2pt 3pt;text-align:center}"""
_RULED = "td{border:0.5pt solid black}"


def html(blocks: Iterable[Block], ruled: bool = True, css: str = "") -> str:
    parts = [f"<p>{escape(b)}</p>" if isinstance(b, str) else _table(b, ruled) for b in blocks]
    style = _CSS + (_RULED if ruled else "") + css
    return f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><style>{style}</style>{"".join(parts)}</html>'


def _table(rows: Rows, ruled: bool) -> str:
    made = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    columns = "".join(f'<col style="width:{w:.0f}pt">' for w in column_widths(rows))
    return f"<table{' border=1' * ruled}><colgroup>{columns}</colgroup>{made}</table>"


def _cell(span: Span) -> str:
    spans = f' rowspan="{span.rows}"' * (span.rows > 1) + f' colspan="{span.columns}"' * (span.columns > 1)
    return f"<td{spans}>{escape(span.text)}</td>"


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def soffice() -> str | None:
    return shutil.which("soffice")


def by_chromium(page: str) -> bytes:
    """A page as Chromium prints it, offline and with a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        switches = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
        places = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri())
        subprocess.run([chromium() or "", *switches, *places], check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def by_libreoffice(page: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = ("--headless", "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export",
                   "--outdir", folder, str(source))  # fmt: skip
        subprocess.run([soffice() or "", profile, *convert], check=True, capture_output=True, timeout=180)
        return Path(folder, "page.pdf").read_bytes()
