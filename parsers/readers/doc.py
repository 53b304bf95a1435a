"""DOC, WPS, RTF and Word's XML of 2003 to lines and Grids: LibreOffice turns them into DOCX, docx.py reads that.

Where LibreOffice is not on the machine, a problem says so. It works on a copy in a folder of its own that is removed
afterwards, with a fresh profile in which macros and links are off, within limits of time, memory and disc. What is
not by its content one of these kinds (HTML under the name .doc) is not given to it: it would fetch a page's pictures.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from parsers.readers.content import Content
from parsers.readers.docx import read_docx
from parsers.readers.ole import has_directory, is_encrypted, is_ole, is_word, is_word_95
from parsers.readers.zipsafe import MAX_BODY, UnreadableError

MEDIA_TYPE = "application/msword"
TIME_LIMIT = 90.0
MAX_OUTPUT = 256 * 2**20
MAX_MEMORY = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Kind:
    """`filter` names LibreOffice's reader: left to itself it would take what is damaged for plain text."""

    suffix: str
    filter: str


WORD_97 = Kind(".doc", "MS Word 97")
WORD_95 = Kind(".doc", "MS Word 95")
RTF = Kind(".rtf", "Rich Text Format")
WORD_XML = Kind(".xml", "MS Word 2003 XML")

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_WORD_XML = re.compile(rb"<w:wordDocument\b")
# Limits are set by the shell between fork and exec; a system that knows no such limit goes without it.
_LIMITED = 'ulimit -v "$0" 2>/dev/null; ulimit -f "$1" 2>/dev/null; shift; exec "$@"'
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)


def read_doc(body: bytes) -> Content:
    """Never raises for what is in the body: what cannot be read is in the Content's problems."""
    if body.startswith(b"PK"):
        return read_docx(body)
    try:
        return replace(read_docx(convert(body, kind_of(body))), media_type=MEDIA_TYPE)
    except UnreadableError as error:
        return Content(MEDIA_TYPE, problems=(error.problem,))


def kind_of(body: bytes) -> Kind:
    """By content, never by name; raises UnreadableError for what LibreOffice is not to see."""
    if len(body) > MAX_BODY:
        raise UnreadableError("too_large")
    if is_ole(body) and is_encrypted(body):
        raise UnreadableError("encrypted")
    if is_ole(body) and not has_directory(body):
        raise UnreadableError("damaged")
    if is_word(body):
        return WORD_95 if is_word_95(body) else WORD_97
    head = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{\\rtf"):
        return RTF
    if head.startswith(b"<") and _WORD_XML.search(head):
        if b"<!DOCTYPE" in body:
            raise UnreadableError("damaged", "DOCTYPE")
        return WORD_XML
    raise UnreadableError("unsupported_type")


def convert(body: bytes, kind: Kind, time_limit: float = TIME_LIMIT) -> bytes:
    """The document as DOCX; raises UnreadableError."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UnreadableError("converter_missing")
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        source = folder / f"source{kind.suffix}"
        source.write_bytes(body)
        _write_profile(folder / "profile")
        said = _run(_command(program, folder, source, kind), folder, time_limit)
        return _result(folder / "out" / "source.docx", said)


def _command(program: str, folder: Path, source: Path, kind: Kind) -> list[str]:
    office = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nolockcheck", "--nodefault", f"--infilter={kind.filter}", "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    return ["/bin/sh", "-c", _LIMITED, str(MAX_MEMORY // 1024), str(MAX_OUTPUT // 512), *office]


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(command: list[str], folder: Path, time_limit: float) -> str:
    """What the program said. It starts helpers, so the whole group is ended, also when it has ended itself."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }  # fmt: skip
    # The shell line is a constant; the paths reach it as arguments.
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("converter_failed", f"no result after {time_limit:.0f} s") from error
    finally:
        _end(process)
    return said.decode("utf-8", "replace").replace(str(folder), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _result(path: Path, said: str) -> bytes:
    """LibreOffice's exit code is 0 also where it could not load the file: only the result counts."""
    if not path.is_file():
        complaint = next((line for line in reversed(said.splitlines()) if "rror" in line), "no result")
        raise UnreadableError("converter_failed", complaint[:200])
    if path.stat().st_size > MAX_BODY:
        raise UnreadableError("too_large", "converted")
    return path.read_bytes()
