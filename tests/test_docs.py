"""The documentation says what the program does: generated parts are fresh, commands exist, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.cli import COMMANDS as COMMAND_NAMES
from parsers.problems import meanings
from tests.docs import ROOT, loaded

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = README.split("\n## English\n")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WRITTEN = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
# Spelled so that this file does not name what it forbids.
FORBIDDEN = [
    re.compile("//[a-z0-9.-]*(p" + "ypi|python" + "hosted|npm" + r"js)\."),
    re.compile(r"(^|[\s\"'=:(])/(wo" + "rk|ro" + r"ot|ho" + r"me)/\w"),
]
LINES_OF_A_SCREEN = 24


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> Iterator[str]:
    """What git holds or would take; without git every file that is not installed or built."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        yield from (name for name in listed.stdout.splitlines() if (ROOT / name).is_file())
        return
    for path in ROOT.rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and not re.search(r"(^|/)(\.[a-z_]+|__pycache__|build|dist|[^/]+\.egg-info)/", name):
            yield name


def test_generated_parts_are_fresh() -> None:
    """In a process of its own: click remembers of a command what it was first asked as."""
    command = [sys.executable, "-m", "tests.docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), "run `make docs`"


@pytest.mark.parametrize("code", meanings())
def test_every_problem_code_is_documented(code: str) -> None:
    assert meanings()[code].zh.strip()
    assert meanings()[code].en.strip()
    assert f"| `{code}` |" in text_of("docs/data.md")


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_command_and_option_is_documented(name: str) -> None:
    section = COMMANDS.partition(f"## {name}\n")[2].partition("\n## ")[0]
    options = [option for option in loaded(name).params if isinstance(option, click.Option)]
    assert options
    assert all(spelling in section for option in options for spelling in option.opts)
    assert all(option.help for option in options)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["Chinese", "English"])
def test_the_first_screen_says_how_to_start(text: str) -> None:
    first = text.strip().splitlines()[:LINES_OF_A_SCREEN]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


@pytest.mark.parametrize("name", WRITTEN)
def test_commands_in_the_text_exist(name: str) -> None:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text_of(name), re.DOTALL))
    targets = set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", blocks, re.MULTILINE)) <= targets
    assert set(re.findall(r"gongkai (\w+)", blocks)) <= set(COMMAND_NAMES)


@pytest.mark.parametrize("name", WRITTEN)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(name))
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_both_languages_say_the_same_things() -> None:
    for pattern in (r"^```sh\n(?:make.*\n)+", r"\]\((\w[^)#]+)\)", r"^\| `"):
        assert len(re.findall(pattern, CHINESE, re.MULTILINE)) == len(re.findall(pattern, ENGLISH, re.MULTILINE))


def test_no_registry_and_no_place_of_a_machine_is_named() -> None:
    named = []
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        named += [f"{name}: {found[0]}" for pattern in FORBIDDEN if (found := pattern.search(text))]
    assert named == []


def test_dependencies_are_locked_with_hashes() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[;]", one)[0].replace(".", "-").lower() for one in asked}
    lock = text_of("requirements.lock")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    assert names <= set(pinned)
    assert all(re.search(rf"^{name}==.*\\\n +--hash=sha256:", lock, re.MULTILINE) for name in pinned)


def test_each_dependency_is_imported() -> None:
    modules = {
        "beautifulsoup4": "bs4",
        "pdfminer.six": "pdfminer",
        "sqlite-utils": "sqlite_utils",
        "tomli-w": "tomli_w",
        "pillow": "PIL",
    }
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in _sources())
    names = [re.split(r"[<>=\[;]", one)[0] for one in project["dependencies"]]
    unused = [n for n in names if not re.search(rf"^\s*(?:import|from) {modules.get(n, n)}\b", sources, re.MULTILINE)]
    assert unused == []


def _sources() -> Iterator[Path]:
    for package in ("crawler", "parsers", "pipelines", "web"):
        yield from (ROOT / package).rglob("*.py")
