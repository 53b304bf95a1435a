"""A skip is a failure where GONGKAI_NO_SKIPS is set, but for the shared folder when that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PROGRAM = "import pytest\ndef test_it(): pytest.skip('chromium is not on this machine')\ndef test_other(): assert 1\n"
FOLDER = "def test_it(shared): assert shared.is_dir()\ndef test_other(): assert 1\n"


@pytest.mark.parametrize(
    ("test", "strict", "there", "code"),
    [
        (PROGRAM, "", False, pytest.ExitCode.OK),
        (PROGRAM, "1", False, pytest.ExitCode.TESTS_FAILED),
        (FOLDER, "1", False, pytest.ExitCode.OK),
        (FOLDER, "1", True, pytest.ExitCode.OK),
        (PROGRAM + "# shared", "1", True, pytest.ExitCode.TESTS_FAILED),
    ],
)
def test_exit_code(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, test: str, strict: str, there: bool, code: int
) -> None:
    shared = pytester.path / "shared"
    if there:
        shared.mkdir()
    monkeypatch.setenv("GONGKAI_SHARED", str(shared))
    monkeypatch.setenv("GONGKAI_NO_SKIPS", strict)
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(test)
    ran = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    assert ran.ret == code
    ran.stdout.fnmatch_lines(["*GONGKAI_NO_SKIPS: *"] if code else ["*passed*"])
