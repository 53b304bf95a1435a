"""Scrapy finds the project's settings, and they are the polite and closed ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Settings:
    monkeypatch.chdir(Path(request.config.rootpath))
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE", raising=False)
    return get_project_settings()


def test_scrapy_cfg_leads_to_them(settings: Settings) -> None:
    assert settings.get("BOT_NAME") == "gongkai"
    assert settings.getlist("SPIDER_MODULES") == ["crawler.spiders"]


@pytest.mark.parametrize("name", ["REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "COOKIES_ENABLED"])
def test_doors_are_closed(settings: Settings, name: str) -> None:
    assert settings.getbool(name) is False


@pytest.mark.parametrize("name", ["ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED"])
def test_courtesy_is_on(settings: Settings, name: str) -> None:
    assert settings.getbool(name) is True


def test_one_request_at_a_time_a_host(settings: Settings) -> None:
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1


@pytest.mark.parametrize("name", ["DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT", "REDIRECT_MAX_TIMES"])
def test_a_hostile_portal_is_bounded(settings: Settings, name: str) -> None:
    assert 0 < settings.getint(name) < 100 * 1024 * 1024


def test_the_user_agent_names_the_project(settings: Settings) -> None:
    assert str(settings.get("USER_AGENT")).startswith("gongkai/")
