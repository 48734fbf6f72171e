"""The inbox of staff: who reads which topics, what happened to a message, whose file it stands in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# A table that SQLite makes anew keeps to it that the number of a removed row is not given again.
NEVER_AGAIN = {"sqlite_autoincrement": True}
RUNNING = sa.text("ended_at IS NULL")
ACTS = (
    *("released", "rejected", "taken", "given", "put_back", "handed_over", "noted", "answered"),
    *("answered_elsewhere", "replied", "closed", "reopened", "filed", "moved", "detached"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_readers()
    _create_events()
    _create_filings()
    _create_templates()
    _add_to_messages()


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_contact_attachment_event_id", "contact_attachment")
    with op.batch_alter_table("contact_attachment") as table:
        table.drop_constraint(op.f("fk_contact_attachment_event_id_contact_event"), type_="foreignkey")
        table.drop_column("event_id")
    op.drop_index("ix_contact_message_owner_id", "contact_message")
    op.drop_index("ix_contact_message_state_answer_by", "contact_message")
    with op.batch_alter_table("contact_message", table_kwargs=NEVER_AGAIN) as table:
        table.drop_constraint(op.f("fk_contact_message_owner_id_account"), type_="foreignkey")
        for column in ("owner_id", "answered_at", "answer_by"):
            table.drop_column(column)
    for name in ("contact_answer_template", "contact_filing", "contact_event", "contact_topic_reader"):
        op.drop_table(name)


def _create_readers() -> None:
    op.create_table(
        "contact_topic_reader",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("given_by", BIG_KEY, nullable=True),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_by", BIG_KEY, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", sa.String(200), nullable=True),
        _key("contact_topic_reader", "account_id", "account", "CASCADE"),
        _key("contact_topic_reader", "given_by", "account", "SET NULL"),
        _key("contact_topic_reader", "ended_by", "account", "SET NULL"),
        _topic_key("contact_topic_reader", "topic"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_topic_reader")),
    )
    op.create_index("ix_contact_topic_reader_topic", "contact_topic_reader", ["topic"])
    op.create_index(
        "uq_contact_topic_reader_running",
        "contact_topic_reader",
        ["account_id", "topic"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def _create_events() -> None:
    op.create_table(
        "contact_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("message_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", sa.Enum(*ACTS, name="act", native_enum=False, length=20), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("other_id", BIG_KEY, nullable=True),
        sa.Column("from_topic", sa.String(40), nullable=True),
        sa.Column("topic", sa.String(40), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("mail_id", sa.String(250), nullable=True),
        _key("contact_event", "message_id", "contact_message", "CASCADE"),
        _key("contact_event", "actor_id", "account", "SET NULL"),
        _key("contact_event", "other_id", "account", "SET NULL"),
        _topic_key("contact_event", "from_topic"),
        _topic_key("contact_event", "topic"),
        _key("contact_event", "organisation_id", "organisation", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_event")),
        sa.UniqueConstraint("message_id", "mail_id", name=op.f("uq_contact_event_message_id_mail_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_event_actor_id", "contact_event", ["actor_id"])


def _create_filings() -> None:
    reasons, states = ("person", "domain", "staff"), ("proposed", "confirmed", "detached")
    op.create_table(
        "contact_filing",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("message_id", BIG_KEY, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Enum(*reasons, name="filingreason", native_enum=False, length=20), nullable=False),
        sa.Column("state", sa.Enum(*states, name="filingstate", native_enum=False, length=20), nullable=False),
        sa.Column("decided_by", BIG_KEY, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        _key("contact_filing", "message_id", "contact_message", "CASCADE"),
        _key("contact_filing", "organisation_id", "organisation", "CASCADE"),
        _key("contact_filing", "decided_by", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_filing")),
        sa.UniqueConstraint("message_id", "organisation_id", name=op.f("uq_contact_filing_message_id_organisation_id")),
    )
    op.create_index("ix_contact_filing_organisation_id_state", "contact_filing", ["organisation_id", "state"])


def _create_templates() -> None:
    op.create_table(
        "contact_answer_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("body_nl", sa.Text(), nullable=False),
        sa.Column("body_fr", sa.Text(), nullable=False),
        _topic_key("contact_answer_template", "topic"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_answer_template")),
    )
    op.create_index("ix_contact_answer_template_topic", "contact_answer_template", ["topic"])


def _add_to_messages() -> None:
    with op.batch_alter_table("contact_message", table_kwargs=NEVER_AGAIN) as table:
        table.add_column(sa.Column("answer_by", sa.Date(), nullable=True))
        table.add_column(sa.Column("answered_at", INSTANT, nullable=True))
        table.add_column(sa.Column("owner_id", BIG_KEY, nullable=True))
        owner = op.f("fk_contact_message_owner_id_account")
        table.create_foreign_key(owner, "account", ["owner_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_contact_message_state_answer_by", "contact_message", ["state", "answer_by"])
    op.create_index("ix_contact_message_owner_id", "contact_message", ["owner_id"])
    with op.batch_alter_table("contact_attachment") as table:
        table.add_column(sa.Column("event_id", BIG_KEY, nullable=True))
        event = op.f("fk_contact_attachment_event_id_contact_event")
        table.create_foreign_key(event, "contact_event", ["event_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_contact_attachment_event_id", "contact_attachment", ["event_id"])


def _key(table: str, column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"), ondelete=gone
    )


def _topic_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["contact_topic.key"], name=op.f(f"fk_{table}_{column}_contact_topic"))
