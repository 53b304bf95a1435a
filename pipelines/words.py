"""Chinese words for SQLite's full text: text is indexed with blanks between the characters, a word is a phrase of them.

Whoever queries sections_fts by hand writes the same: 复议 is `"复 议"` in a MATCH.
"""

from __future__ import annotations

import re
import unicodedata

# Punctuation has forms too, but parts words whatever its form.
_FORMS = re.compile(
    "[\u00aa-\u00be\u02b0-\u036f\u1d2c-\u1dbf\u2070-\u24ff\u2e80-\u2fdf\u3131-\u33ff\uf900-\ufaff\ufb00-\ufdff"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]"
)
_WORDS = re.compile(r"\w+")


def spaced(text: str) -> str:
    """The text as it is indexed: each character is a word, so that any run of them is a phrase that can be found."""
    return folded(text).replace("", " ")[1:-1]


def folded(text: str) -> str:
    """Full-width and other forms of a character as the character itself; most texts have none, which is soon seen."""
    return unicodedata.normalize("NFKC", text) if _FORMS.search(text) else text


def phrase(words: str) -> str:
    """A MATCH for text that holds these words: each word (parted by blanks) as a phrase, all of them required."""
    found = [" ".join("".join(_WORDS.findall(folded(word)))) for word in words.split()]
    return " ".join(f'"{one}"' for one in found if one)
