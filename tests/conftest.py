"""What tests need from outside the project, and the rule that a skip is a failure where everything should be there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, however slow the machine is; GONGKAI_LAWS asks for others and more (test_laws.py).
settings.register_profile("gongkai", deadline=None, derandomize=True)
settings.load_profile("gongkai")

ROOT = Path(__file__).resolve().parent.parent
# The seeds and real documents stand beside the project and are not part of it.
SHARED = Path(os.environ.get("GONGKAI_SHARED", ROOT.parent / "shared"))
NO_SKIPS = bool(os.environ.get("GONGKAI_NO_SKIPS"))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the shared folder is not beside the project ({SHARED}; GONGKAI_SHARED names another)")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def soffice() -> str:
    return _program("soffice", "libreoffice")


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not on this machine")
    return found


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With GONGKAI_NO_SKIPS a skip fails the run, but for the shared folder, which no installation can bring."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not NO_SKIPS or reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", ()) if not _of_shared(str(report.longrepr))]
    for report in skipped:
        reporter.write_line(f"GONGKAI_NO_SKIPS: {report.nodeid} was skipped", red=True)
    if skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _of_shared(reason: str) -> bool:
    return not SHARED.is_dir() and "shared" in reason
