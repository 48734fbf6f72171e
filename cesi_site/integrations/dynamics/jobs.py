"""The jobs of Dynamics: each hour look for what is new, and hand over row by row, each with tries of its own."""

from __future__ import annotations

from flask import current_app

from cesi_site.integrations.dynamics import operations
from cesi_site.integrations.dynamics.dataverse import Dataverse
from cesi_site.integrations.dynamics.models import Kind
from cesi_site.outbox import job, scheduled


def dataverse() -> Dataverse | None:
    """Return the environment of the settings, or None where it is switched off."""
    config = current_app.config
    if not config["DYNAMICS_URL"]:
        return None
    known: Dataverse | None = current_app.extensions.get("dynamics")
    if known is None:
        known = current_app.extensions["dynamics"] = Dataverse(
            url=config["DYNAMICS_URL"],
            token_url=f"{config['DYNAMICS_LOGIN_URL']}/{config['DYNAMICS_TENANT']}/oauth2/v2.0/token",
            client_id=config["DYNAMICS_CLIENT_ID"],
            client_secret=config["DYNAMICS_CLIENT_SECRET"],
        )
    return known


@scheduled("dynamics.look", minute=25)
def look() -> None:
    """Each hour: queue what is to be handed over."""
    if dataverse() is not None:
        operations.look()


@job(operations.HAND_OVER)
def hand_over(kind: str, number: int) -> None:
    """Hand over one row; where Dataverse does not take it, the job is tried again later."""
    if (there := dataverse()) is not None:
        operations.hand_over(Kind(kind), number, there)


@job(operations.REMOVE)
def remove(row_id: int) -> None:
    """Remove one row there."""
    if (there := dataverse()) is not None:
        operations.remove(row_id, there)
