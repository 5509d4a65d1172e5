"""What differs between the bazaar on a laptop and the bazaar in production."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """The bazaar's credentials at PortOne, and whether money is real: live settlements are kept apart from tests."""

    api_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    live: bool = False

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of the process; `SHOP_ENV=production` asks for live channels."""
        return cls(
            api_secret=os.environ["PORTONE_API_SECRET"],
            webhook_secret=os.environ["PORTONE_WEBHOOK_SECRET"],
            live=os.environ.get("SHOP_ENV") == "production",
        )
