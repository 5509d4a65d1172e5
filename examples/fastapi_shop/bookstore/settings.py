"""What differs between the shop on a laptop and the shop in production."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The shop's credentials at PortOne, and whether payments through test channels count."""

    api_secret: str
    webhook_secret: str
    live: bool = False

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of the process; `SHOP_ENV=production` asks for live channels."""
        return cls(
            api_secret=os.environ["PORTONE_API_SECRET"],
            webhook_secret=os.environ["PORTONE_WEBHOOK_SECRET"],
            live=os.environ.get("SHOP_ENV") == "production",
        )
