"""A PDF of one's own making, without any library: text where it is wanted, lines as one likes them.

The font is not embedded (both engines know Adobe's Chinese character set), so a page is a few hundred bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0


def width(text: str, size: float) -> float:
    """How wide the font sets a text: Chinese a full square, the rest half of one."""
    return sum(size if letter >= "\u2000" else size / 2 for letter in text)


@dataclass
class Canvas:
    """One page being drawn; the origin is the upper left corner, as in a Place."""

    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0
    marks: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, spacing: float = 0.0, angle: int = 0, mode: int = 0
    ) -> None:
        """`y` is the base line; `spacing` is added behind each letter."""
        a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[angle]
        code = text.encode("utf-16-be").hex()
        at = f"{a} {b} {c} {d} {x:.2f} {self.height - y:.2f} Tm"
        self.marks.append(f"BT /F1 {size:g} Tf {mode} Tr {spacing:g} Tc {at} <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.5) -> None:
        self.marks.append(f"{weight:g} w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float, paint: str = "f") -> None:
        self.marks.append(f"{x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re {paint}")

    def raw(self, operators: str) -> None:
        self.marks.append(operators)


def pdf(pages: Iterable[Canvas], image: bool = False, unicode: Mapping[str, str] | None = None) -> bytes:
    """A whole file. With `image` each page has a picture named /Im1 at hand; `unicode` is what the font says of itself,
    where it says another character than it prints."""
    objects: list[bytes] = [b"", b""]
    fonts = _fonts(objects, unicode or {})
    picture = (
        _object(
            objects,
            _stream(
                b"\xff" * 3, b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"
            ),
        )
        if image
        else 0
    )
    resources = f"<</Font<</F1 {fonts} 0 R>>" + (f"/XObject<</Im1 {picture} 0 R>>" if image else "") + ">>"
    kids = []
    for page in pages:
        content = _object(objects, _stream("\n".join(page.marks).encode(), b""))
        kids.append(_object(objects, (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width:g} {page.height:g}]/Rotate {page.rotate}"
            f"/Resources {resources}/Contents {content} 0 R>>").encode()))  # fmt: skip
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    return written(objects)


def _fonts(objects: list[bytes], unicode: Mapping[str, str]) -> int:
    info = "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    descriptor = _object(objects, b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]"
                                  b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>")  # fmt: skip
    below = _object(objects, (f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light{info}/DW 1000"
                              f"/W[1 95 500 814 939 500]/FontDescriptor {descriptor} 0 R>>").encode())  # fmt: skip
    names = f"Identity-H/ToUnicode {_object(objects, _stream(_map(unicode), b''))} 0 R" if unicode else "UniGB-UTF16-H"
    return _object(objects, (f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{names}"
                             f"/DescendantFonts[{below} 0 R]>>").encode())  # fmt: skip


def _map(unicode: Mapping[str, str]) -> bytes:
    lines = [f"<{a.encode('utf-16-be').hex()}> <{b.encode('utf-16-be').hex()}>" for a, b in unicode.items()]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\nendcmap end end"
    ).encode()


def _object(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _stream(data: bytes, head: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def written(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(starts) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(starts) + 1, table)
    return bytes(out)
