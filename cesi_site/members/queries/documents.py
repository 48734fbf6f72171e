"""The documents of an organisation's file, without their content but where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload, undefer

from cesi_site.core.database import db
from cesi_site.members.models import DocumentKind, MemberDocument

DOCUMENTS_A_PAGE = 25

_SHOWN = (joinedload(MemberDocument.establishment), joinedload(MemberDocument.organisation))


def _reach(within: int | None) -> ColumnElement[bool]:
    return true() if within is None else MemberDocument.establishment_id == within


def documents(
    organisation_id: int,
    *,
    within: int | None = None,
    kind: DocumentKind | None = None,
    before: int | None = None,
    limit: int = DOCUMENTS_A_PAGE,
) -> Sequence[MemberDocument]:
    """Return documents of an organisation, newest first, from the key `before` on.

    `within` is the place of work of who asks: that person does not see what is about the whole organisation.
    """
    query = select(MemberDocument).where(
        MemberDocument.organisation_id == organisation_id,
        _reach(within),
        true() if kind is None else MemberDocument.kind == kind,
        true() if before is None else MemberDocument.id < before,
    )
    query = query.options(*_SHOWN).order_by(MemberDocument.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def document(organisation_id: int, document_id: int, *, within: int | None = None) -> MemberDocument | None:
    """Return one document of an organisation, within the scope of who asks."""
    return db.session.scalars(_one(organisation_id, document_id, within)).first()


def document_content(organisation_id: int, document_id: int, *, within: int | None = None) -> MemberDocument | None:
    """Return one document as `document` does, with its content."""
    query = _one(organisation_id, document_id, within).options(undefer(MemberDocument.data))
    return db.session.scalars(query).first()


def _one(organisation_id: int, document_id: int, within: int | None) -> Select[MemberDocument]:
    return select(MemberDocument).where(
        MemberDocument.id == document_id, MemberDocument.organisation_id == organisation_id, _reach(within)
    )
