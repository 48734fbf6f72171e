"""Affiliation: drafts, requests with their history, tariffs, and who reads the requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_affiliation_draft()
    _create_affiliation_reader()
    _create_tariff()
    _create_tariff_activity()
    _create_affiliation_request()
    _create_affiliation_establishment()
    _create_affiliation_event()
    _create_affiliation_person()


def downgrade() -> None:
    """Go back to the version before."""
    for table in (
        "affiliation_person",
        "affiliation_event",
        "affiliation_establishment",
        "affiliation_request",
        "tariff_activity",
        "tariff",
        "affiliation_reader",
        "affiliation_draft",
    ):
        op.drop_table(table)


def _create_affiliation_draft() -> None:
    op.create_table(
        "affiliation_draft",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_draft")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_affiliation_draft_token_hash")),
    )
    op.create_index(op.f("ix_affiliation_draft_changed_at"), "affiliation_draft", ["changed_at"])
    op.create_index(op.f("ix_affiliation_draft_email"), "affiliation_draft", ["email"])


def _create_affiliation_reader() -> None:
    op.create_table(
        "affiliation_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_reader")),
        sa.UniqueConstraint("language", "address", name=op.f("uq_affiliation_reader_language_address")),
    )


def _create_tariff() -> None:
    op.create_table(
        "tariff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("above_five", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("up_to_five", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("legal_base", sa.Boolean(), nullable=False),
        sa.CheckConstraint("group_number BETWEEN 1 AND 5", name=op.f("ck_tariff_group_number")),
        sa.CheckConstraint("up_to_five > 0 AND above_five > 0", name=op.f("ck_tariff_amounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff")),
        sa.UniqueConstraint("year", "group_number", name=op.f("uq_tariff_year_group_number")),
    )


def _create_tariff_activity() -> None:
    op.create_table(
        "tariff_activity",
        sa.Column("prefix", sa.String(length=5), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("group_number BETWEEN 1 AND 5", name=op.f("ck_tariff_activity_group_number")),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_tariff_activity")),
    )


def _create_affiliation_request() -> None:
    op.create_table(
        "affiliation_request",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "in_review",
                "incomplete",
                "offer_sent",
                "signed",
                "active",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("suspicions", sa.JSON(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("trade_name", sa.String(length=200), nullable=True),
        sa.Column("legal_form", sa.String(length=20), nullable=False),
        sa.Column("enterprise_number", sa.String(length=10), nullable=True),
        sa.Column("vat_status", sa.String(length=10), nullable=True),
        sa.Column("nsso_number", sa.String(length=12), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("correspondence_street", sa.String(length=200), nullable=True),
        sa.Column("correspondence_postcode", sa.String(length=12), nullable=True),
        sa.Column("correspondence_town", sa.String(length=120), nullable=True),
        sa.Column("main_activity", sa.String(length=200), nullable=False),
        sa.Column("nace_code", sa.String(length=5), nullable=True),
        sa.Column("nace_version", sa.String(length=4), nullable=True),
        sa.Column("joint_committees", sa.JSON(), nullable=False),
        sa.Column("works_at_office", sa.Boolean(), nullable=False),
        sa.Column("worker_count", sa.Integer(), nullable=False),
        sa.Column("temporary_count", sa.Integer(), nullable=True),
        sa.Column("students_count", sa.Integer(), nullable=True),
        sa.Column("young_count", sa.Integer(), nullable=True),
        sa.Column("night_count", sa.Integer(), nullable=True),
        sa.Column("surveillance_count", sa.Integer(), nullable=True),
        sa.Column("first_worker_on", sa.Date(), nullable=True),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("contact_first_name", sa.String(length=80), nullable=False),
        sa.Column("contact_last_name", sa.String(length=80), nullable=False),
        sa.Column("contact_function", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("signatory_is_contact", sa.Boolean(), nullable=False),
        sa.Column("signatory_function", sa.String(length=120), nullable=True),
        sa.Column("po_number", sa.String(length=35), nullable=True),
        sa.Column("advisor", sa.String(length=10), nullable=True),
        sa.Column("advisor_level", sa.String(length=4), nullable=True),
        sa.Column("has_committee", sa.Boolean(), nullable=True),
        sa.Column("has_union", sa.Boolean(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("current_service", sa.String(length=20), nullable=False),
        sa.Column("current_service_name", sa.String(length=120), nullable=True),
        sa.Column("notice_given", sa.Boolean(), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("conditions_version", sa.Integer(), nullable=False),
        sa.Column("information_version", sa.Integer(), nullable=False),
        sa.Column("newsletter", sa.Boolean(), nullable=True),
        sa.CheckConstraint("language IN ('nl', 'fr')", name=op.f("ck_affiliation_request_language")),
        sa.CheckConstraint("worker_count BETWEEN 0 AND 99999", name=op.f("ck_affiliation_request_worker_count")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_affiliation_request_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_request")),
        sa.UniqueConstraint("submission", name=op.f("uq_affiliation_request_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_affiliation_request_decided_at"), "affiliation_request", ["decided_at"])
    op.create_index(op.f("ix_affiliation_request_email"), "affiliation_request", ["email"])
    op.create_index(op.f("ix_affiliation_request_enterprise_number"), "affiliation_request", ["enterprise_number"])
    op.create_index(op.f("ix_affiliation_request_organisation_id"), "affiliation_request", ["organisation_id"])
    op.create_index(op.f("ix_affiliation_request_received_at"), "affiliation_request", ["received_at"])
    op.create_index(op.f("ix_affiliation_request_state_id"), "affiliation_request", ["state", "id"])


def _create_affiliation_establishment() -> None:
    op.create_table(
        "affiliation_establishment",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("request_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("unit_number", sa.String(length=10), nullable=True),
        sa.Column("worker_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["affiliation_request.id"],
            name=op.f("fk_affiliation_establishment_request_id_affiliation_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_establishment")),
    )
    op.create_index(op.f("ix_affiliation_establishment_request_id"), "affiliation_establishment", ["request_id"])


def _create_affiliation_event() -> None:
    op.create_table(
        "affiliation_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("request_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "received",
                "released",
                "taken_up",
                "asked",
                "completed",
                "offered",
                "signed",
                "accepted",
                "refused",
                "withdrawn",
                "noted",
                name="act",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "in_review",
                "incomplete",
                "offer_sent",
                "signed",
                "active",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_affiliation_event_actor_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["affiliation_request.id"],
            name=op.f("fk_affiliation_event_request_id_affiliation_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_event")),
    )
    op.create_index(op.f("ix_affiliation_event_actor_id"), "affiliation_event", ["actor_id"])
    op.create_index(op.f("ix_affiliation_event_request_id"), "affiliation_event", ["request_id"])


def _create_affiliation_person() -> None:
    op.create_table(
        "affiliation_person",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("request_id", BIG_KEY, nullable=False),
        sa.Column(
            "part",
            sa.Enum("signatory", "billing", "advisor", name="part", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=True),
        sa.Column("function", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["affiliation_request.id"],
            name=op.f("fk_affiliation_person_request_id_affiliation_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_person")),
        sa.UniqueConstraint("request_id", "part", name=op.f("uq_affiliation_person_request_id_part")),
    )
    op.create_index(op.f("ix_affiliation_person_email"), "affiliation_person", ["email"])
