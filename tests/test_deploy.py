"""The units and the crontab are well formed, and docs/operating.md says what the program does."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from crawler.cli import COMMANDS
from crawler.config import Config, example, keys, read
from crawler.guards.hours import BEIJING
from crawler.reasons import reasons
from crawler.schedule import GRACE
from crawler.settings import GONGKAI_GIVE_UP_AFTER, GONGKAI_RETRY_AFTER_MAX, GONGKAI_RETRY_AFTER_TOTAL
from crawler.show.runs import summary
from crawler.worker import MEMORY
from pipelines.archive import LEFT_BEHIND, TEMPORARY, Archive
from pipelines.runs import Run
from tests.operating import PAGE, ROOT, renewed

DEPLOY = ROOT / "deploy"
TEXT = PAGE.read_text(encoding="utf-8")
CHINESE, ENGLISH = TEXT.split("\n## English\n")


class Unit(configparser.RawConfigParser):
    """systemd's files: keys keep their case and may stand more than once."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#", ";"), interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says to do
        self.read_string((DEPLOY / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "oneshot"), ("User", "gongkai"), ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"), ("PrivateTmp", "yes"), ("StateDirectory", "gongkai"), ("OOMPolicy", "continue"),
        ("KillSignal", "SIGINT"), ("KillMode", "mixed"),
    ],
)  # fmt: skip
def test_the_service_is_hardened_and_ends_in_order(key: str, value: str) -> None:
    assert Unit("gongkai.service")["Service"][key] == value


def test_the_service_runs_a_command_that_exists() -> None:
    service = Unit("gongkai.service")["Service"]
    program, command = service["ExecStart"].split()
    assert program.endswith("/.venv/bin/gongkai")
    assert command in COMMANDS
    assert "GONGKAI_DATA=/var/lib/gongkai" in service["Environment"].split()


def test_the_timer_makes_up_for_missed_nights_and_is_not_punctual() -> None:
    timer = Unit("gongkai.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert timer["RandomizedDelaySec"] == "30min"
    assert GRACE.total_seconds() > 30 * 60
    assert timer["OnCalendar"].split()[-1] == str(BEIJING)


def test_the_timer_and_the_crontab_keep_the_example_s_schedule() -> None:
    (schedule,) = (key.example.strip('"') for key in keys() if key.name == "schedule")
    assert schedule == "daily 02:00"
    assert Unit("gongkai.timer")["Timer"]["OnCalendar"].split()[1] == "02:00:00"
    assert crontab()[-1].startswith("0 2 * * * ")


def crontab() -> list[str]:
    lines = (DEPLOY / "gongkai.crontab").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("code", "said"), [(0, ""), (1, "one portal is not ok\n")])
def test_cron_mails_only_a_night_that_is_not_ok(tmp_path: Path, code: int, said: str) -> None:
    program = tmp_path / "gongkai"
    program.write_text(f"#!/bin/sh\necho 'one portal is not ok' >&2\nexit {code}\n")
    program.chmod(0o755)
    variable, line = crontab()
    assert variable.startswith("GONGKAI_DATA=")
    assert "%" not in line, "cron takes it for the end of a line"
    command = line.split(maxsplit=5)[5].replace("/opt/gongkai/.venv/bin/gongkai", str(program))
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert ran.stdout == said


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    """Where it is on the machine; elsewhere the tests above have read the files."""
    for name in ("gongkai.service", "gongkai.timer"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/gongkai/.venv/bin/gongkai", "/bin/true"), encoding="utf-8")
    program = shutil.which("systemd-analyze")
    command = [program, "verify", *map(str, tmp_path.iterdir())] if program else ["/bin/true"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_example_of_settings_is_fresh_and_sets_nothing() -> None:
    file = DEPLOY / "gongkai.toml"
    assert file.read_text(encoding="utf-8") == example(), "python -m tests.operating"
    assert read(file) == Config()


# --- docs/operating.md ---


def test_generated_tables_are_fresh() -> None:
    assert renewed(TEXT) == TEXT, "python -m tests.operating"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["Chinese", "English"])
def test_each_language_has_every_reason_and_every_key(text: str) -> None:
    assert all(f"| `{code}` |" in text for code in reasons())
    assert all(f"| `{key.name}` |" in text for key in keys())


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["Chinese", "English"])
def test_each_language_explains_the_webhook_s_json(text: str) -> None:
    named = set(re.findall(r"`(\w+)`", text))
    assert set(summary((), None).as_json()) <= named
    assert {one.name for one in fields(Run)} <= named


def test_both_languages_say_the_same_things() -> None:
    for pattern in (r"^#{2,3} ", r"^```sh$", r"\]\((\w[^)]+)\)", r"^\| `", r"^- "):
        assert len(re.findall(pattern, CHINESE, re.MULTILINE)) == len(re.findall(pattern, ENGLISH, re.MULTILINE)), (
            pattern
        )


def test_numbers_in_the_text_are_those_of_the_program() -> None:
    assert (MEMORY, GRACE.total_seconds(), LEFT_BEHIND, TEMPORARY) == (2 * 2**30, 3 * 3600, 3600, ".new")
    assert (GONGKAI_RETRY_AFTER_MAX, GONGKAI_RETRY_AFTER_TOTAL, GONGKAI_GIVE_UP_AFTER) == (600, 3600, 5)


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT)
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_files_of_deploy_are_those_that_are_named() -> None:
    named = set(re.findall(r"deploy/([\w.]+)", TEXT))
    assert named == {path.name for path in DEPLOY.iterdir()}


def test_commands_in_the_text_exist() -> None:
    used = set(re.findall(r"(?:`|^)gongkai ([a-z]+)", TEXT, re.MULTILINE))
    assert {"crawl", "status", "reparse", "ingest"} <= used <= set(COMMANDS)


def test_the_check_of_the_archive_names_what_is_damaged(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    whole, damaged = archive.put(b"whole"), archive.put(b"damaged")
    archive.path(damaged).write_bytes(archive.path(whole).read_bytes())
    (command,) = set(re.findall(r"```sh\n(find .*?)```", TEXT, re.DOTALL))
    ran = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == f"archive/{damaged[:2]}/{damaged}.gz"


def test_the_bodies_of_an_archive_are_unpacked_as_the_text_says(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    document_id = archive.put(b"<html>")
    (block,) = {block for block in re.findall(r"```sh\n(mkdir bodies.*?)```", TEXT, re.DOTALL) if "内容" in block}
    commands = "\n".join(line for line in block.splitlines() if not line.startswith("gongkai"))
    subprocess.run(["/bin/sh", "-ec", commands], cwd=tmp_path, check=True)
    assert (tmp_path / "bodies" / f"{document_id}.html").read_bytes() == b"<html>"
