"""Which organisation a printed name means. Pure: the same name and portal region always give the same organisation.

Two names are joined only where they are one canonical name, stand together in data/organisations.toml, or a person
decided so (pipelines/decisions.py); what may be the same is listed by doubts.py and joined by nobody.
"""

from __future__ import annotations

from pipelines.organisations.deadlines import deadline
from pipelines.organisations.doubts import Known, Pair, doubtful
from pipelines.organisations.identity import Identity, Succession, identify, successions

__all__ = ["Identity", "Known", "Pair", "Succession", "deadline", "doubtful", "identify", "successions"]
