"""`flask staff`: the first administrator, who cannot be invited by anybody."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cesi_site.accounts import operations
from cesi_site.accounts.models import StaffRoleName
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.database import transaction
from cesi_site.core.languages import LANGUAGES

staff = AppGroup("staff", help="Members of staff.")


@staff.command("create")
@click.argument("email")
@click.option("--name", prompt=True, help="First and last name.")
@click.option("--language", type=click.Choice(LANGUAGES), prompt=True, help="Language of the mails.")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in StaffRoleName]),
    multiple=True,
    default=[StaffRoleName.ADMINISTRATOR.value],
    show_default=True,
)
def create_command(email: str, name: str, language: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL an account with staff roles, and mail the invitation."""
    try:
        address = normalise_email(email)
    except BadAddress:
        raise click.ClickException(f"{email} is not an e-mail address.") from None
    with transaction():
        invited = operations.invite(email=address, name=name, language=language)
        for role in roles:
            operations.give_staff_role(
                account=invited.account, role=StaffRoleName(role), by=None, reason="command line"
            )
    click.echo(
        f"{address} is {', '.join(roles)}." + ("" if invited.invitation is None else " The invitation is on its way.")
    )
