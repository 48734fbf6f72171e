"""The blueprint that the pages of the newsletter stand on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("newsletter", __name__, cli_group="newsletter")
