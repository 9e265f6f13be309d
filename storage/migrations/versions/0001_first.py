"""The first version: every table, and triggers that keep history as it was written."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.history import protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "key", name="pk_request"),
    )
    op.create_table(
        "workspace",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("fall_percent", sa.String(), nullable=False),
        sa.Column("fall_points", sa.String(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("figures >= 0", name="figures"),
        sa.PrimaryKeyConstraint("team", name="pk_workspace"),
    )
    op.create_table(
        "choice",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(16), nullable=True),
        sa.Column("benchmark_set", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("backup", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_choice_team"),
        _one_of("cadence", "week", "month", "quarter", "year"),
        sa.PrimaryKeyConstraint("team", "kpi", name="pk_choice"),
    )
    op.create_table(
        "delivery",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("sent_channel", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind <> 'update' OR target IS NOT NULL", name="target"),
        sa.CheckConstraint("state <> 'sending' OR leased_until IS NOT NULL", name="leased"),
        sa.CheckConstraint("state <> 'sent' OR ts IS NOT NULL", name="sent"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.CheckConstraint("fence >= 0", name="fence"),
        sa.ForeignKeyConstraint(
            ["team", "parent"], ["delivery.team", "delivery.id"], name="fk_delivery_team_parent"
        ),
        sa.ForeignKeyConstraint(
            ["team", "target"], ["delivery.team", "delivery.id"], name="fk_delivery_team_target"
        ),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_delivery_team"),
        _one_of("kind", "post", "reply", "update", "direct"),
        _one_of("state", "due", "sending", "unknown", "sent", "dead", "superseded"),
        sa.PrimaryKeyConstraint("serial", name="pk_delivery"),
        sa.UniqueConstraint("team", "id", name="uq_delivery_team_id"),
    )
    op.create_index(
        "ix_delivery_state_not_before", "delivery", ["state", "not_before"], unique=False
    )
    op.create_index(
        "ix_delivery_team_channel_state", "delivery", ["team", "channel", "state"], unique=False
    )
    op.create_index(
        "ix_delivery_team_sent_channel_ts", "delivery", ["team", "sent_channel", "ts"], unique=False
    )
    op.create_index("ix_delivery_team_subject", "delivery", ["team", "subject"], unique=False)
    op.create_table(
        "draft",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_draft_team"),
        sa.PrimaryKeyConstraint("team", "id", name="pk_draft"),
    )
    op.create_table(
        "figure",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("revision > 0", name="revision"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_figure_team"),
        _one_of("cadence", "week", "month", "quarter", "year"),
        sa.PrimaryKeyConstraint("team", "number", name="pk_figure"),
        sa.UniqueConstraint(
            "team",
            "kpi",
            "segment",
            "cadence",
            "starts",
            name="uq_figure_team_kpi_segment_cadence_starts",
        ),
    )
    op.create_index(
        "ix_figure_team_cadence_starts", "figure", ["team", "cadence", "starts"], unique=False
    )
    op.create_table(
        "manager",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_manager_team"),
        sa.PrimaryKeyConstraint("team", "user", name="pk_manager"),
    )
    op.create_table(
        "month",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_month_team"),
        sa.PrimaryKeyConstraint("serial", name="pk_month"),
    )
    op.create_index("ix_month_team_month", "month", ["team", "month"], unique=False)
    op.create_table(
        "rebase",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_rebase_team"),
        _one_of("cadence", "week", "month", "quarter", "year"),
        sa.PrimaryKeyConstraint("serial", name="pk_rebase"),
    )
    op.create_index(
        "ix_rebase_team_kpi_segment_cadence",
        "rebase",
        ["team", "kpi", "segment", "cadence"],
        unique=False,
    )
    op.create_table(
        "renaming",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_renaming_team"),
        sa.PrimaryKeyConstraint("serial", name="pk_renaming"),
    )
    op.create_index("ix_renaming_team", "renaming", ["team"], unique=False)
    op.create_table(
        "person",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_person_team"),
        _one_of("standing", "manager", "member", "guest", "stranger", "bot", "deactivated"),
        sa.PrimaryKeyConstraint("team", "user", name="pk_person"),
    )
    op.create_index("ix_person_team_folded_name", "person", ["team", "folded_name"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("kpis", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_period", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(rhythm = 'weekly' AND day BETWEEN 0 AND 6)"
            " OR (rhythm = 'monthly' AND day BETWEEN 1 AND 28)",
            name="day",
        ),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        sa.CheckConstraint("minute BETWEEN 0 AND 59", name="minute"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_subscription_team"),
        _one_of("rhythm", "weekly", "monthly"),
        _one_of("state", "active", "paused", "off"),
        sa.PrimaryKeyConstraint("team", "id", name="pk_subscription"),
        sa.UniqueConstraint(
            "team", "channel", "rhythm", name="uq_subscription_team_channel_rhythm"
        ),
    )
    op.create_index(
        "ix_subscription_state_next_due", "subscription", ["state", "next_due"], unique=False
    )
    op.create_table(
        "target",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("op", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("op IN ('>=', '>', '<=', '<')", name="op"),
        sa.CheckConstraint("(op IS NULL) = (value IS NULL)", name="whole"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_target_team"),
        sa.PrimaryKeyConstraint("serial", name="pk_target"),
    )
    op.create_index(
        "ix_target_team_kpi_segment_starts",
        "target",
        ["team", "kpi", "segment", "starts"],
        unique=False,
    )
    op.create_table(
        "flagged_case",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("replies >= 0", name="replies"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.ForeignKeyConstraint(
            ["team", "delivery"],
            ["delivery.team", "delivery.id"],
            name="fk_flagged_case_team_delivery",
        ),
        sa.ForeignKeyConstraint(
            ["team", "number"], ["figure.team", "figure.number"], name="fk_flagged_case_team_number"
        ),
        _one_of("cadence", "week", "month", "quarter", "year"),
        _one_of("state", "open", "acknowledged", "snoozed", "resolved"),
        sa.PrimaryKeyConstraint("serial", name="pk_flagged_case"),
        sa.UniqueConstraint("team", "id", name="uq_flagged_case_team_id"),
    )
    op.create_index(
        "ix_flagged_case_team_kpi_segment", "flagged_case", ["team", "kpi", "segment"], unique=False
    )
    op.create_index(
        "uq_flagged_case_open",
        "flagged_case",
        ["team", "kpi", "segment"],
        unique=True,
        sqlite_where=sa.text("state <> 'resolved'"),
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    op.create_table(
        "observation",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("formula", sa.String(), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=True),
        sa.Column("attributes", sa.JSON(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(formula IS NULL) = (inputs IS NULL)", name="whole"),
        sa.CheckConstraint("formula IS NOT NULL OR value IS NULL", name="withdrawn"),
        sa.CheckConstraint("revision > 0", name="revision"),
        sa.ForeignKeyConstraint(
            ["team", "figure"], ["figure.team", "figure.number"], name="fk_observation_team_figure"
        ),
        _one_of(
            "action",
            "record",
            "add",
            "replace",
            "correct",
            "undo",
            "import",
            "derive",
            "pool",
            "merge",
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_observation"),
        sa.UniqueConstraint(
            "team", "figure", "revision", name="uq_observation_team_figure_revision"
        ),
    )
    op.create_index(
        "ix_observation_team_author_serial",
        "observation",
        ["team", "author", "serial"],
        unique=False,
    )
    op.create_table(
        "occurrence",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subscription", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(16), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "delivery"],
            ["delivery.team", "delivery.id"],
            name="fk_occurrence_team_delivery",
        ),
        sa.ForeignKeyConstraint(
            ["team", "subscription"],
            ["subscription.team", "subscription.id"],
            name="fk_occurrence_team_subscription",
        ),
        _one_of("rhythm", "weekly", "monthly"),
        _one_of("state", "planned", "skipped"),
        sa.PrimaryKeyConstraint("team", "id", name="pk_occurrence"),
        sa.UniqueConstraint(
            "team", "channel", "rhythm", "period", name="uq_occurrence_team_channel_rhythm_period"
        ),
    )
    op.create_table(
        "case_event",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "case"],
            ["flagged_case.team", "flagged_case.id"],
            name="fk_case_event_team_case",
        ),
        _one_of(
            "kind",
            "opened",
            "acknowledged",
            "assigned",
            "snoozed",
            "noted",
            "resolved",
            "reopened",
            "worsened",
            "recovered",
            "reassessed",
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_case_event"),
    )
    op.create_index("ix_case_event_team_case", "case_event", ["team", "case"], unique=False)
    op.create_table(
        "shown",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "delivery"], ["delivery.team", "delivery.id"], name="fk_shown_team_delivery"
        ),
        sa.ForeignKeyConstraint(
            ["team", "number", "revision"],
            ["observation.team", "observation.figure", "observation.revision"],
            name="fk_shown_team_number_revision",
        ),
        sa.PrimaryKeyConstraint("team", "delivery", "number", "revision", name="pk_shown"),
    )
    op.create_index("ix_shown_team_number", "shown", ["team", "number"], unique=False)
    protect("observation")
    protect("case_event")
    protect("renaming")
    protect("month")
    protect("rebase")
