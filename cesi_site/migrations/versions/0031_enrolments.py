"""Enrolments: who takes part, their history, practical requests, and forms that were not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.Numeric(precision=12, scale=2)
# A table that is made anew forgets that its numbers are not given again.
NEVER_AGAIN = {"sqlite_autoincrement": True}
STATES = ("received", "confirmed", "waiting_list", "cancelled_by_customer", "cancelled_by_organiser")
ACTS = (
    *("received", "confirmed", "waiting", "offered", "taken", "declined", "lapsed", "left", "replaced", "moved"),
    *("cancelled", "called_off", "session_changed", "price_set", "noted"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    _count_seats()
    _create_enrolment()
    _create_participant()
    _create_event()
    _create_practical()
    _create_draft()


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("_draft", "_practical", "_event", "_participant", ""):
        op.drop_table(f"enrolment{name}")
    with op.batch_alter_table("training_session", table_kwargs=NEVER_AGAIN) as batch:
        batch.drop_constraint(op.f("ck_training_session_never_oversold"), type_="check")
        batch.drop_column("waiting_number")
        batch.drop_column("seats_taken")


def _count_seats() -> None:
    with op.batch_alter_table("training_session", table_kwargs=NEVER_AGAIN) as batch:
        batch.add_column(sa.Column("seats_taken", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("waiting_number", sa.Integer(), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_training_session_never_oversold"), "seats_taken BETWEEN 0 AND maximum")


def _create_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(64), nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=False),
        sa.Column("state", _words(STATES, "enrolmentstate", 30), nullable=False),
        sa.Column("suspicions", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("training", sa.String(240), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("cancel_fee", AMOUNT, nullable=True),
        sa.Column("waiting_position", sa.Integer(), nullable=True),
        sa.Column("offer_until", INSTANT, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("first_name", sa.String(80), nullable=False),
        sa.Column("last_name", sa.String(80), nullable=False),
        sa.Column("function", sa.String(120), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("account_id", BIG_KEY, nullable=True),
        sa.Column("organisation", sa.String(200), nullable=True),
        sa.Column("enterprise_number", sa.String(10), nullable=True),
        sa.Column("vat_status", _words(("liable", "exempt", "none"), "vatstatus"), nullable=True),
        sa.Column("member_wish", _words(("yes", "no", "unknown"), "memberwish"), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("joint_committee", sa.String(10), nullable=True),
        sa.Column("invoice_name", sa.String(200), nullable=True),
        sa.Column("invoice_street", sa.String(200), nullable=True),
        sa.Column("invoice_postcode", sa.String(12), nullable=True),
        sa.Column("invoice_town", sa.String(120), nullable=True),
        sa.Column("invoice_email", sa.String(254), nullable=True),
        sa.Column("po_number", sa.String(35), nullable=True),
        sa.Column("subsidies", sa.JSON(), nullable=False),
        sa.Column("price_each", AMOUNT, nullable=True),
        sa.Column("vat_rate", AMOUNT, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("conditions_version", sa.Integer(), nullable=False),
        sa.Column("cancellation", sa.JSON(), nullable=False),
        sa.Column("no_announcements", sa.Boolean(), nullable=False),
        sa.Column("announcements_partner", sa.Boolean(), nullable=False),
        sa.Column("no_analysis", sa.Boolean(), nullable=False),
        _check("enrolment", "language", "language IN ('nl', 'fr')"),
        _check("enrolment", "seats", "seats BETWEEN 1 AND 15"),
        _check("enrolment", "amounts", "price_each >= 0 AND vat_rate >= 0 AND cancel_fee >= 0"),
        _check("enrolment", "waits_in_order", "state <> 'waiting_list' OR waiting_position IS NOT NULL"),
        _check("enrolment", "offered_to_who_waits", "offer_until IS NULL OR state = 'waiting_list'"),
        _key("enrolment", "session_id", "training_session", None),
        _key("enrolment", "account_id", "account", "SET NULL"),
        _key("enrolment", "organisation_id", "organisation", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("submission", name=op.f("uq_enrolment_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_enrolment_session_id_state_waiting_position", "enrolment", ["session_id", "state", "waiting_position"]
    )
    _index("enrolment", "received_at", "offer_until", "email", "account_id", "enterprise_number", "organisation_id")


def _create_participant() -> None:
    name = "enrolment_participant"
    op.create_table(
        name,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("enrolment_id", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("training", sa.String(240), nullable=False),
        sa.Column("first_name", sa.String(80), nullable=False),
        sa.Column("last_name", sa.String(80), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("function", sa.String(120), nullable=True),
        sa.Column("is_enroler", sa.Boolean(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.Column("replaced_by_id", BIG_KEY, nullable=True),
        sa.Column("attendance", _words(("present", "absent", "excused"), "attendance"), nullable=True),
        sa.Column("attendance_at", INSTANT, nullable=True),
        sa.Column("attendance_by", BIG_KEY, nullable=True),
        sa.Column("certificate_code", sa.String(40), nullable=True),
        sa.Column("certificate_issued_at", INSTANT, nullable=True),
        _check(name, "language", "language IN ('nl', 'fr')"),
        _check(name, "attendance", "attendance IS NULL OR attendance_at IS NOT NULL"),
        _key(name, "enrolment_id", "enrolment", "CASCADE"),
        _key(name, "replaced_by_id", name, "SET NULL"),
        _key(name, "attendance_by", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("certificate_code", name=op.f(f"uq_{name}_certificate_code")),
        sqlite_autoincrement=True,
    )
    _index(name, "enrolment_id", "email", "replaced_by_id", "attendance_by")


def _create_event() -> None:
    op.create_table(
        "enrolment_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("enrolment_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", _words(ACTS, "enrolmentact", 30), nullable=False),
        sa.Column("state", _words(STATES, "enrolmentstate", 30), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        _key("enrolment_event", "enrolment_id", "enrolment", "CASCADE"),
        _key("enrolment_event", "actor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_event")),
    )
    _index("enrolment_event", "enrolment_id", "actor_id")


def _create_practical() -> None:
    op.create_table(
        "enrolment_practical",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("enrolment_id", BIG_KEY, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        _key("enrolment_practical", "enrolment_id", "enrolment", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_practical")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_enrolment_practical_enrolment_id")),
    )


def _create_draft() -> None:
    name = "enrolment_draft"
    op.create_table(
        name,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        _key(name, "session_id", "training_session", "CASCADE"),
        _key(name, "account_id", "account", "CASCADE"),
        _key(name, "organisation_id", "organisation", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{name}_token_hash")),
    )
    _index(name, "session_id", "email", "account_id", "organisation_id", "changed_at")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _words(words: tuple[str, ...], name: str, length: int = 20) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=length)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, column: str, parent: str, gone: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"), ondelete=gone
    )
