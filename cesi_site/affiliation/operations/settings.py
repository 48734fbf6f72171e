"""What staff set for affiliation: tariffs, the activities they belong to, and who reads the requests."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select

from cesi_site.accounts.models import Account
from cesi_site.affiliation.errors import NobodyReads
from cesi_site.affiliation.models import AffiliationReader, Tariff, TariffActivity
from cesi_site.audit import record
from cesi_site.core.addresses import normalise_email
from cesi_site.core.database import db, transaction

STARTER = Path(__file__).parents[1] / "starter.toml"


def load_starter() -> None:
    """Fill what is still empty with what a site starts with; what staff set stays as it is."""
    starter = tomllib.loads(STARTER.read_text("utf-8"))
    with transaction():
        if db.session.scalar(select(Tariff.id).limit(1)) is None:
            _load_tariffs(starter["tariffs"])
        if db.session.scalar(select(TariffActivity.prefix).limit(1)) is None:
            for group, prefixes in starter["activities"].items():
                set_activities(int(group), prefixes, by=None)
        for language, addresses in starter["readers"].items():
            here = AffiliationReader.language == language
            if db.session.scalar(select(AffiliationReader.id).where(here).limit(1)) is None:
                set_readers(language, addresses, by=None)


def _load_tariffs(table: dict[str, object]) -> None:
    groups = table["groups"]
    assert isinstance(groups, list)
    for row in groups:
        set_tariff(
            year=int(str(table["year"])),
            group=row["group"],
            above_five=Decimal(row["above_five"]),
            up_to_five=Decimal(row["up_to_five"]),
            legal_base=bool(table["legal_base"]),
            by=None,
        )


def set_tariff(
    *, year: int, group: int, above_five: Decimal, up_to_five: Decimal, legal_base: bool, by: Account | None
) -> Tariff:
    """Set what a group (1 to 5) costs per worker in a year, in euro without VAT: above five workers, and up to five."""
    with transaction() as session:
        found = select(Tariff).where(Tariff.year == year, Tariff.group_number == group)
        tariff = session.scalars(found).first() or Tariff(year=year, group_number=group)
        tariff.above_five, tariff.up_to_five, tariff.legal_base = above_five, up_to_five, legal_base
        session.add(tariff)
        record("affiliation:tariff:set", subject=tariff, actor=by, details={"year": year, "group": group})
    return tariff


def set_activities(group: int, prefixes: Iterable[str], *, by: Account | None) -> None:
    """Say which beginnings of NACE codes (2 to 5 digits) belong to a group, in the place of those that did.

    A beginning that belonged to another group moves.
    """
    wanted = list(dict.fromkeys(prefixes))
    with transaction() as session:
        old = (TariffActivity.group_number == group) | TariffActivity.prefix.in_(wanted)
        session.execute(delete(TariffActivity).where(old))
        session.add_all(TariffActivity(prefix=prefix, group_number=group) for prefix in wanted)
        record("affiliation:activities:set", actor=by, details={"group": group, "prefixes": len(wanted)})


def set_readers(language: str, addresses: Sequence[str], *, by: Account | None) -> None:
    """Say who reads the requests in one language, in the place of who did. Raises `NobodyReads`, `BadAddress`."""
    wanted = list(dict.fromkeys(normalise_email(address) for address in addresses))
    if not wanted:
        raise NobodyReads
    with transaction() as session:
        session.execute(delete(AffiliationReader).where(AffiliationReader.language == language))
        session.add_all(AffiliationReader(language=language, address=address) for address in wanted)
        record("affiliation:readers:set", actor=by, details={"language": language, "addresses": len(wanted)})
