"""A coffee club: members pay by the month, with a card that is registered at PortOne."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
from flask import Flask

from coffee_club import pages, webhooks
from coffee_club.members import Members
from coffee_club.portone import PortOne, PortOneError

if TYPE_CHECKING:
    from collections.abc import Mapping


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The club's site, configured by the environment (`CLUB_...`) and by `config`, which comes first."""
    app = Flask(__name__)
    app.config["DATABASE"] = "club.db"
    app.config.from_prefixed_env("CLUB")
    app.config.from_mapping(config)
    app.extensions["members"] = Members(app.config["DATABASE"])
    app.extensions["portone"] = PortOne(app.config["PORTONE_API_SECRET"])
    app.register_blueprint(pages.pages)
    app.register_blueprint(webhooks.webhooks)
    app.register_error_handler(PortOneError, not_understood)
    app.register_error_handler(requests.RequestException, not_reached)
    return app


def not_understood(error: PortOneError) -> tuple[dict[str, str], int]:
    """PortOne refuses for a reason that no page deals with."""
    return {"error": f"PortOne says {error.problem.type}"}, 502


def not_reached(_error: requests.RequestException) -> tuple[dict[str, str], int]:
    """PortOne can't be reached."""
    return {"error": "PortOne is not available"}, 503
