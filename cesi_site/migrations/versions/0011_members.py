"""Members: organisations, places of work, mandates, people with their roles, mail domains, documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_organisation()
    _create_establishment()
    _create_mandate()
    _create_member_person()
    _create_claimed_domain()
    _create_member_document()
    op.add_column("sign_in", sa.Column("organisation_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_column("organisation_id")
    for table in (
        "member_document",
        "claimed_domain",
        "member_person",
        "mandate",
        "establishment",
        "organisation",
    ):
        op.drop_table(table)


def _create_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_number", sa.String(length=10), nullable=True),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("trade_name", sa.String(length=200), nullable=True),
        sa.Column("legal_form", sa.String(length=40), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("main_activity", sa.String(length=200), nullable=True),
        sa.Column("nace_code", sa.String(length=5), nullable=True),
        sa.Column("nsso_number", sa.String(length=12), nullable=True),
        sa.Column("employer_group", sa.String(length=2), nullable=True),
        sa.Column("is_micro", sa.Boolean(), nullable=False),
        sa.Column("worker_count", sa.Integer(), nullable=True),
        sa.Column("affiliated_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("access_version", sa.Integer(), nullable=False),
        sa.Column("access_confirmed_at", INSTANT, nullable=False),
        sa.Column("access_asked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "employer_group IN ('A', 'B', 'C+', 'C-', 'D')", name=op.f("ck_organisation_employer_group")
        ),
        sa.CheckConstraint("language IN ('nl', 'fr')", name=op.f("ck_organisation_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("enterprise_number", name=op.f("uq_organisation_enterprise_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_organisation_access_confirmed_at", "organisation", ["access_confirmed_at"])
    op.create_index("ix_organisation_ended_on", "organisation", ["ended_on"])
    op.create_index("ix_organisation_legal_name", "organisation", ["legal_name"])


def _create_establishment() -> None:
    op.create_table(
        "establishment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_number", sa.String(length=10), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("worker_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_establishment_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
    )
    op.create_index("ix_establishment_organisation_id", "establishment", ["organisation_id"])


def _create_mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("office_number", sa.String(length=10), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_mandate_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    op.create_index("ix_mandate_office_number", "mandate", ["office_number"])
    op.create_index("ix_mandate_organisation_id", "mandate", ["organisation_id"])


def _create_member_person() -> None:
    op.create_table(
        "member_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "access_manager",
                "prevention_advisor",
                "training",
                "reader",
                "contact",
                name="role",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("access_from", INSTANT, nullable=False),
        sa.Column("access_until", INSTANT, nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "new_colleague",
                "other_work",
                "left",
                "not_needed",
                "mistake",
                "security",
                "review",
                "mandate",
                "affiliation",
                name="reason",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("language IN ('nl', 'fr')", name=op.f("ck_member_person_language")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_member_person_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_member_person_establishment_id_establishment")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_member_person_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_member_person_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_person")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_member_person_access_until", "member_person", ["access_until"])
    op.create_index("ix_member_person_account_id", "member_person", ["account_id"])
    op.create_index("ix_member_person_organisation_id", "member_person", ["organisation_id"])
    op.create_index("ix_member_person_email", "member_person", ["email"])
    op.create_index(
        "uq_member_person_current",
        "member_person",
        ["organisation_id", "email"],
        unique=True,
        sqlite_where=sa.text("access_until IS NULL"),
        postgresql_where=sa.text("access_until IS NULL"),
    )


def _create_claimed_domain() -> None:
    op.create_table(
        "claimed_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_claimed_domain_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimed_domain")),
        sa.UniqueConstraint("domain", "organisation_id", name=op.f("uq_claimed_domain_domain_organisation_id")),
    )
    op.create_index("ix_claimed_domain_organisation_id", "claimed_domain", ["organisation_id"])


def _create_member_document() -> None:
    op.create_table(
        "member_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "risk_analysis",
                "prevention_plan",
                "policy_advice",
                "visit_report",
                "annual_report",
                "other",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by_id", BIG_KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f("fk_member_document_added_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_member_document_establishment_id_establishment")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_member_document_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_document")),
    )
    op.create_index("ix_member_document_added_by_id", "member_document", ["added_by_id"])
    op.create_index("ix_member_document_organisation_id_id", "member_document", ["organisation_id", "id"])
