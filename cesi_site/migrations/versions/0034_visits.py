"""Visits: counts, visits and interests with consent, figures of a day; and what was handed over to Dynamics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBJECTS = ("training", "service")
KINDS = ("request", "message", "choices")
PARTS = ("all", "country", "region", "browser", "system", "referrer")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_figures()
    _create_visits()
    op.create_table(
        "interest",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=True),
        sa.Column("subject", sa.Enum(*SUBJECTS, name="subject", native_enum=False, length=20), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_interest_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("reader", "subject", "slug", name=op.f("uq_interest_reader_subject_slug")),
    )
    for column in ("account_id", "last_at"):
        op.create_index(f"ix_interest_{column}", "interest", [column])
    op.create_table(
        "dynamics_row",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dynamics_row")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_dynamics_row_kind_number")),
        sa.UniqueConstraint("key", name=op.f("uq_dynamics_row_key")),
    )


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("dynamics_row", "interest", "visit_page", "visit", "visit_figure", "page_count"):
        op.drop_table(name)


def _create_figures() -> None:
    op.create_table(
        "page_count",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_count")),
        sa.UniqueConstraint("day", "site", "page", name=op.f("uq_page_count_day_site_page")),
    )
    op.create_table(
        "visit_figure",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site", sa.String(20), nullable=False),
        sa.Column("part", sa.Enum(*PARTS, name="part", native_enum=False, length=20), nullable=False),
        sa.Column("word", sa.String(100), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("came_back", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_figure")),
        sa.UniqueConstraint("day", "site", "part", "word", name=op.f("uq_visit_figure_day_site_part_word")),
    )


def _create_visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.Column("site", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("browser", sa.String(40), nullable=True),
        sa.Column("system", sa.String(40), nullable=True),
        sa.Column("network", sa.String(45), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("region", sa.String(100), nullable=True),
        sa.Column("referrer", sa.String(100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_began_at", "visit", ["began_at"])
    op.create_index("ix_visit_visitor_last_at", "visit", ["visitor", "last_at"])
    op.create_table(
        "visit_page",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("visit_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_page_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_page")),
    )
    op.create_index("ix_visit_page_visit_id", "visit_page", ["visit_id"])
