"""A report's blocks as the HTML that editors leave behind: Word's export, plain tables, torn heads, padded cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from sample.report import Block, Table, Text

WORD_CSS = """<style type="text/css">p.MsoNormal{margin:0cm;text-align:justify;font-size:10.5pt}
table.MsoNormalTable{border-collapse:collapse} .MsoHeader{border-bottom:solid windowtext 1.0pt}</style>"""
# Heads that editors tear into two paragraphs.
TORN = {"本年新制作数量": ("本年新", "制作数量"), "本年新公开数量": ("本年新", "公开数量"),
        "商业企业": ("商业", "企业"), "社会公益组织": ("社会", "公益", "组织"), "科研机构": ("科研", "机构"),
        "法律服务机构": ("法律", "服务", "机构"),
        "本年废止件数": ("本年废", "止件数"), "尚未审结": ("尚未", "审结"), "结果维持": ("结果", "维持"),
        "结果纠正": ("结果", "纠正"), "其他结果": ("其他", "结果")}  # fmt: skip
Cell = Callable[[str, int, int], str]


def inner(blocks: Sequence[Block], style: str) -> str:
    """What stands in the article's container."""
    paragraph = _word_paragraph if style == "word" else _paragraph
    parts = [WORD_CSS] if style == "word" else []
    for block in blocks:
        parts.append(paragraph(block) if isinstance(block, Text) else _table(block, style))
    return "\n".join(parts)


def _paragraph(text: Text) -> str:
    if text.role == "title":
        return f'<p style="text-align:center"><strong>{escape(text.words)}</strong></p>'
    if text.role == "heading":
        return f"<p><strong>{escape(text.words)}</strong></p>"
    return f"<p>　　{escape(text.words)}</p>"


def _word_paragraph(text: Text) -> str:
    align = "center" if text.role == "title" else "justify"
    font = "方正小标宋简体" if text.role == "title" else "黑体" if text.role == "heading" else "仿宋_GB2312"
    return (
        f"<p class=MsoNormal align={align} style='text-indent:32.0pt;line-height:28.0pt;mso-line-height-rule:exactly'>"
        f"<span style='font-size:16.0pt;font-family:{font};mso-bidi-font-family:\"Times New Roman\"'>"
        f"{escape(text.words)}<span lang=EN-US><o:p></o:p></span></span></p>"
    )


def _table(table: Table, style: str) -> str:
    cell: Cell = {"word": _word_cell, "torn": _torn_cell, "padded": _padded_cell}.get(style, _plain_cell)
    rows = [f"<tr>{''.join(cell(*one) for one in row)}</tr>" for row in table.rows]
    if style == "word":
        head = "<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 width=585 style='width:438.75pt'>"
    else:
        head = '<table border="1" cellspacing="0" cellpadding="0">'
    return head + "<tbody>" + "\n".join(rows) + "</tbody></table>"


def _spans(down: int, across: int) -> str:
    return f' rowspan="{down}"' * (down > 1) + f' colspan="{across}"' * (across > 1)


def _plain_cell(text: str, down: int, across: int) -> str:
    return f'<td{_spans(down, across)} align="center"><p>{escape(text)}</p></td>'


def _padded_cell(text: str, down: int, across: int) -> str:
    return f"<td{_spans(down, across)}>&nbsp;{escape(text) or '&nbsp;'}\u200b </td>"


def _torn_cell(text: str, down: int, across: int) -> str:
    pieces = "".join(f"<p>{escape(piece)}</p>" for piece in TORN.get(text, (text,)))
    return f"<td{_spans(down, across)}>{pieces}</td>"


def _word_cell(text: str, down: int, across: int) -> str:
    spans = f" rowspan={down}" * (down > 1) + f" colspan={across}" * (across > 1)
    letters = f"<span lang=EN-US>{escape(text)}</span>" if text.isascii() and text else escape(text)
    return (
        f"<td width={54 * across}{spans} style='width:{40.5 * across}pt;border:solid windowtext 1.0pt;"
        "mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt'>"
        "<p class=MsoNormal align=center style='text-align:center;line-height:18.0pt'>"
        "<span style='font-size:10.5pt;font-family:宋体;mso-ascii-font-family:Calibri;color:black'>"
        f"{letters}<span lang=EN-US><o:p></o:p></span></span></p></td>"
    )


def linked(name: str, address: str) -> str:
    """How an article names its attachment."""
    return f'<p>附件：<a href="{escape(address)}" title="{escape(name)}">{escape(name)}</a></p>'
