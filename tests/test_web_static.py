"""Files of others that are served: they are what was published, and what the policy allows of them is what they do."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from web import guard

STATIC = Path(__file__).resolve().parent.parent / "web" / "static"
VENDOR = STATIC / "vendor"


def listed() -> dict[str, str]:
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", text, re.MULTILINE))


def test_every_file_of_others_is_listed_and_unchanged() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == listed()


def test_every_file_of_others_has_its_licence() -> None:
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    licences = set(re.findall(r"`([\w.]+\.LICENSE\.txt)`", text))
    assert len(licences) == len(listed())
    assert all("Permission" in (VENDOR / name).read_text(encoding="utf-8") for name in licences)


def test_the_one_style_that_is_allowed_is_the_one_that_plot_writes() -> None:
    code = (VENDOR / "plot.umd.min.js").read_text(encoding="utf-8")
    written = re.findall(r"append\(\"style\"\)\.text\(`(.*?)`\)", code, re.DOTALL)
    styles = [re.sub(r"\$\{\w+\}", "plot", text).replace("\\n", "\n") for text in written]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in styles]
    assert any(f"'sha256-{one}'" in guard.PAGE["content-security-policy"] for one in hashes)


def test_nothing_is_loaded_from_elsewhere() -> None:
    own = [path for path in STATIC.glob("*.*") if path.suffix in (".css", ".js")]
    assert [path.name for path in own if re.search(r"https?://|@import|url\(", path.read_text(encoding="utf-8"))] == []
