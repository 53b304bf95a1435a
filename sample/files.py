"""The portals' files as an operator would write them, with the addresses of a running server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from sample.model import Site
from sample.plan import Plan
from sample.world import World


def write_portals(world: World, sites: Mapping[str, Site], folder: Path, *, probed: bool = True) -> list[Path]:
    """One file a portal, named after it; without `probed` the lists that a script fills are not known yet."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, site in sites.items():
        file = folder / f"{name}.toml"
        file.write_text(tomli_w.dumps(_portal(world, world.portal(name), site, probed)), encoding="utf-8")
        written.append(file)
    return written


def _portal(world: World, plan: Plan, site: Site, probed: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": f"{world.plan.regions[plan.region]}（示例）",
        "region": plan.region,
        "platform": plan.platform,
        "schemes": ["http"],
        "hosts": [site.host],
        "loopback": True,
        "courtesy": {"delay": 0.0},
        "starts": site.starts,
        "organisations": [{"name": body.name, "since": world.plan.years[0]} for body in plan.bodies],
    }
    if site.listing and probed:
        said["list"] = site.listing
    return said
