"""What the roles of staff are called."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.accounts.models import StaffRoleName
from cesi_site.core.languages import Text

ROLES: Mapping[StaffRoleName, Text] = {
    StaffRoleName.CONTACT_AGENT: Text("medewerker contact", "agent de contact"),
    StaffRoleName.AFFILIATION_OFFICER: Text("medewerker aansluitingen", "agent affiliations"),
    StaffRoleName.MEMBER_SUPPORT: Text("helpdesk MyCESI", "helpdesk MyCESI"),
    StaffRoleName.TRAINING_MANAGER: Text("beheer opleidingen", "gestion des formations"),
    StaffRoleName.CONTENT_EDITOR: Text("redactie", "rédaction"),
    StaffRoleName.BILLING_OFFICER: Text("facturatie", "facturation"),
    StaffRoleName.COMMUNICATION_OFFICER: Text("communicatie", "communication"),
    StaffRoleName.DPO: Text("functionaris voor gegevensbescherming", "délégué à la protection des données"),
    StaffRoleName.ADMINISTRATOR: Text("beheerder", "administrateur"),
}
