CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE request (
    team VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    answer VARCHAR,
    seen_at DATETIME NOT NULL,
    CONSTRAINT pk_request PRIMARY KEY (team, "key")
);

CREATE TABLE workspace (
    team VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    zone VARCHAR,
    currency VARCHAR NOT NULL,
    fall_percent VARCHAR NOT NULL,
    fall_points VARCHAR NOT NULL,
    figures INTEGER NOT NULL,
    created_at DATETIME NOT NULL, unadministered_at DATETIME,
    CONSTRAINT pk_workspace PRIMARY KEY (team),
    CONSTRAINT ck_workspace_figures CHECK (figures >= 0)
);

CREATE TABLE choice (
    team VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    cadence VARCHAR(16),
    benchmark_set VARCHAR,
    owner VARCHAR,
    backup VARCHAR, seen VARCHAR(16) CONSTRAINT ck_choice_seen CHECK (seen IN ('channels', 'managers')), recorders JSON,
    CONSTRAINT pk_choice PRIMARY KEY (team, kpi),
    CONSTRAINT fk_choice_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_choice_cadence CHECK (cadence IN ('week', 'month', 'quarter', 'year'))
);

CREATE TABLE delivery (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    kind VARCHAR(16) NOT NULL,
    channel VARCHAR NOT NULL,
    payload JSON NOT NULL,
    purpose VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    parent VARCHAR,
    thread_ts VARCHAR,
    target VARCHAR,
    not_before DATETIME,
    state VARCHAR(16) NOT NULL,
    attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    leased_until DATETIME,
    attempted_at DATETIME,
    error VARCHAR NOT NULL,
    ts VARCHAR,
    sent_channel VARCHAR,
    created_at DATETIME NOT NULL,
    settled_at DATETIME,
    CONSTRAINT pk_delivery PRIMARY KEY (serial),
    CONSTRAINT ck_delivery_target CHECK (kind <> 'update' OR target IS NOT NULL),
    CONSTRAINT ck_delivery_leased CHECK (state <> 'sending' OR leased_until IS NOT NULL),
    CONSTRAINT ck_delivery_sent CHECK (state <> 'sent' OR ts IS NOT NULL),
    CONSTRAINT ck_delivery_attempts CHECK (attempts >= 0),
    CONSTRAINT ck_delivery_fence CHECK (fence >= 0),
    CONSTRAINT fk_delivery_team_parent FOREIGN KEY(team, parent) REFERENCES delivery (team, id),
    CONSTRAINT fk_delivery_team_target FOREIGN KEY(team, target) REFERENCES delivery (team, id),
    CONSTRAINT fk_delivery_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_delivery_kind CHECK (kind IN ('post', 'reply', 'update', 'direct')),
    CONSTRAINT ck_delivery_state CHECK (state IN ('due', 'sending', 'unknown', 'sent', 'dead', 'superseded')),
    CONSTRAINT uq_delivery_team_id UNIQUE (team, id)
);

CREATE INDEX ix_delivery_state_not_before ON delivery (state, not_before);

CREATE INDEX ix_delivery_team_channel_state ON delivery (team, channel, state);

CREATE INDEX ix_delivery_team_sent_channel_ts ON delivery (team, sent_channel, ts);

CREATE INDEX ix_delivery_team_subject ON delivery (team, subject);

CREATE TABLE draft (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (team, id),
    CONSTRAINT fk_draft_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE figure (
    team VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    kpi VARCHAR NOT NULL,
    segment VARCHAR NOT NULL,
    cadence VARCHAR(16) NOT NULL,
    starts DATE NOT NULL,
    revision INTEGER NOT NULL,
    CONSTRAINT pk_figure PRIMARY KEY (team, number),
    CONSTRAINT ck_figure_number CHECK (number > 0),
    CONSTRAINT ck_figure_revision CHECK (revision > 0),
    CONSTRAINT fk_figure_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_figure_cadence CHECK (cadence IN ('week', 'month', 'quarter', 'year')),
    CONSTRAINT uq_figure_team_kpi_segment_cadence_starts UNIQUE (team, kpi, segment, cadence, starts)
);

CREATE INDEX ix_figure_team_cadence_starts ON figure (team, cadence, starts);

CREATE TABLE manager (
    team VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    CONSTRAINT pk_manager PRIMARY KEY (team, user),
    CONSTRAINT fk_manager_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE month (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    closed BOOLEAN NOT NULL,
    actor VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_month PRIMARY KEY (serial),
    CONSTRAINT fk_month_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_month_team_month ON month (team, month);

CREATE TABLE rebase (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    segment VARCHAR NOT NULL,
    cadence VARCHAR(16) NOT NULL,
    starts DATE NOT NULL,
    actor VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_rebase PRIMARY KEY (serial),
    CONSTRAINT ck_rebase_reason CHECK (reason <> ''),
    CONSTRAINT fk_rebase_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_rebase_cadence CHECK (cadence IN ('week', 'month', 'quarter', 'year'))
);

CREATE INDEX ix_rebase_team_kpi_segment_cadence ON rebase (team, kpi, segment, cadence);

CREATE TABLE renaming (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    means VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_renaming PRIMARY KEY (serial),
    CONSTRAINT fk_renaming_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_renaming_team ON renaming (team);

CREATE TABLE person (
    team VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    folded_name VARCHAR NOT NULL,
    standing VARCHAR(16) NOT NULL,
    zone VARCHAR NOT NULL,
    locale VARCHAR NOT NULL,
    refreshed_at DATETIME NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (team, user),
    CONSTRAINT fk_person_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_person_standing CHECK (standing IN ('manager', 'member', 'guest', 'stranger', 'bot', 'deactivated'))
);

CREATE INDEX ix_person_team_folded_name ON person (team, folded_name);

CREATE TABLE subscription (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    rhythm VARCHAR(16) NOT NULL,
    day INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    zone VARCHAR NOT NULL,
    kpis JSON NOT NULL,
    state VARCHAR(16) NOT NULL,
    set_by VARCHAR NOT NULL,
    next_due DATETIME NOT NULL,
    next_period VARCHAR NOT NULL, why_paused VARCHAR,
    CONSTRAINT pk_subscription PRIMARY KEY (team, id),
    CONSTRAINT ck_subscription_day CHECK ((rhythm = 'weekly' AND day BETWEEN 0 AND 6) OR (rhythm = 'monthly' AND day BETWEEN 1 AND 28)),
    CONSTRAINT ck_subscription_hour CHECK (hour BETWEEN 0 AND 23),
    CONSTRAINT ck_subscription_minute CHECK (minute BETWEEN 0 AND 59),
    CONSTRAINT fk_subscription_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT ck_subscription_rhythm CHECK (rhythm IN ('weekly', 'monthly')),
    CONSTRAINT ck_subscription_state CHECK (state IN ('active', 'paused', 'off')),
    CONSTRAINT uq_subscription_team_channel_rhythm UNIQUE (team, channel, rhythm)
);

CREATE INDEX ix_subscription_state_next_due ON subscription (state, next_due);

CREATE TABLE target (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    segment VARCHAR NOT NULL,
    op VARCHAR,
    value VARCHAR,
    starts DATE NOT NULL,
    set_by VARCHAR NOT NULL,
    set_at DATETIME NOT NULL,
    CONSTRAINT pk_target PRIMARY KEY (serial),
    CONSTRAINT ck_target_op CHECK (op IN ('>=', '>', '<=', '<')),
    CONSTRAINT ck_target_whole CHECK ((op IS NULL) = (value IS NULL)),
    CONSTRAINT fk_target_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_target_team_kpi_segment_starts ON target (team, kpi, segment, starts);

CREATE TABLE flagged_case (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    segment VARCHAR NOT NULL,
    cadence VARCHAR(16) NOT NULL,
    period VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    channel VARCHAR NOT NULL,
    rules JSON NOT NULL,
    facts JSON NOT NULL,
    owner VARCHAR,
    delivery VARCHAR,
    state VARCHAR(16) NOT NULL,
    snoozed_until DATE,
    resolution VARCHAR NOT NULL,
    replies INTEGER NOT NULL,
    opened_at DATETIME NOT NULL,
    closed_at DATETIME,
    version INTEGER NOT NULL,
    CONSTRAINT pk_flagged_case PRIMARY KEY (serial),
    CONSTRAINT ck_flagged_case_replies CHECK (replies >= 0),
    CONSTRAINT ck_flagged_case_version CHECK (version > 0),
    CONSTRAINT fk_flagged_case_team_delivery FOREIGN KEY(team, delivery) REFERENCES delivery (team, id),
    CONSTRAINT fk_flagged_case_team_number FOREIGN KEY(team, number) REFERENCES figure (team, number),
    CONSTRAINT ck_flagged_case_cadence CHECK (cadence IN ('week', 'month', 'quarter', 'year')),
    CONSTRAINT ck_flagged_case_state CHECK (state IN ('open', 'acknowledged', 'snoozed', 'resolved')),
    CONSTRAINT uq_flagged_case_team_id UNIQUE (team, id)
);

CREATE INDEX ix_flagged_case_team_kpi_segment ON flagged_case (team, kpi, segment);

CREATE UNIQUE INDEX uq_flagged_case_open ON flagged_case (team, kpi, segment) WHERE state <> 'resolved';

CREATE TABLE observation (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    figure INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    formula VARCHAR,
    inputs JSON,
    attributes JSON,
    currency VARCHAR,
    value VARCHAR,
    sound BOOLEAN NOT NULL,
    partial BOOLEAN NOT NULL,
    action VARCHAR(16) NOT NULL,
    author VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    parts JSON NOT NULL,
    recorded_at DATETIME NOT NULL,
    CONSTRAINT pk_observation PRIMARY KEY (serial),
    CONSTRAINT ck_observation_whole CHECK ((formula IS NULL) = (inputs IS NULL)),
    CONSTRAINT ck_observation_withdrawn CHECK (formula IS NOT NULL OR value IS NULL),
    CONSTRAINT ck_observation_revision CHECK (revision > 0),
    CONSTRAINT fk_observation_team_figure FOREIGN KEY(team, figure) REFERENCES figure (team, number),
    CONSTRAINT ck_observation_action CHECK (action IN ('record', 'add', 'replace', 'correct', 'undo', 'import', 'derive', 'pool', 'merge')),
    CONSTRAINT uq_observation_team_figure_revision UNIQUE (team, figure, revision)
);

CREATE INDEX ix_observation_team_author_serial ON observation (team, author, serial);

CREATE TABLE occurrence (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    subscription VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    rhythm VARCHAR(16) NOT NULL,
    period VARCHAR NOT NULL,
    due_at DATETIME NOT NULL,
    state VARCHAR(16) NOT NULL,
    late BOOLEAN NOT NULL,
    delivery VARCHAR, holiday VARCHAR,
    CONSTRAINT pk_occurrence PRIMARY KEY (team, id),
    CONSTRAINT fk_occurrence_team_delivery FOREIGN KEY(team, delivery) REFERENCES delivery (team, id),
    CONSTRAINT fk_occurrence_team_subscription FOREIGN KEY(team, subscription) REFERENCES subscription (team, id),
    CONSTRAINT ck_occurrence_rhythm CHECK (rhythm IN ('weekly', 'monthly')),
    CONSTRAINT ck_occurrence_state CHECK (state IN ('planned', 'skipped')),
    CONSTRAINT uq_occurrence_team_channel_rhythm_period UNIQUE (team, channel, rhythm, period)
);

CREATE TABLE case_event (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    "case" VARCHAR NOT NULL,
    kind VARCHAR(16) NOT NULL,
    actor VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_case_event PRIMARY KEY (serial),
    CONSTRAINT fk_case_event_team_case FOREIGN KEY(team, "case") REFERENCES flagged_case (team, id),
    CONSTRAINT ck_case_event_kind CHECK (kind IN ('opened', 'acknowledged', 'assigned', 'snoozed', 'noted', 'resolved', 'reopened', 'worsened', 'recovered', 'reassessed'))
);

CREATE INDEX ix_case_event_team_case ON case_event (team, "case");

CREATE TABLE shown (
    team VARCHAR NOT NULL,
    delivery VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    CONSTRAINT pk_shown PRIMARY KEY (team, delivery, number, revision),
    CONSTRAINT fk_shown_team_delivery FOREIGN KEY(team, delivery) REFERENCES delivery (team, id),
    CONSTRAINT fk_shown_team_number_revision FOREIGN KEY(team, number, revision) REFERENCES observation (team, figure, revision)
);

CREATE INDEX ix_shown_team_number ON shown (team, number);

CREATE TABLE installation (
    team VARCHAR NOT NULL,
    organisation BOOLEAN NOT NULL,
    name VARCHAR NOT NULL,
    bot_user VARCHAR NOT NULL,
    scopes JSON NOT NULL,
    installer VARCHAR NOT NULL,
    token TEXT NOT NULL,
    refresh_token TEXT,
    expires_at DATETIME,
    problem VARCHAR NOT NULL,
    issue VARCHAR NOT NULL,
    renewing_until DATETIME,
    installed_at DATETIME NOT NULL,
    CONSTRAINT pk_installation PRIMARY KEY (team),
    CONSTRAINT ck_installation_rotating CHECK ((refresh_token IS NULL) = (expires_at IS NULL))
);

CREATE INDEX ix_installation_expires_at ON installation (expires_at);

CREATE TABLE resident (
    team VARCHAR NOT NULL,
    installation VARCHAR NOT NULL,
    CONSTRAINT pk_resident PRIMARY KEY (team),
    CONSTRAINT fk_resident_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_resident_installation ON resident (installation);

CREATE TABLE absence (
    team VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    since DATETIME NOT NULL,
    erase_after DATETIME,
    CONSTRAINT pk_absence PRIMARY KEY (team),
    CONSTRAINT fk_absence_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_absence_erase_after ON absence (erase_after);

CREATE TABLE begun_installation (
    state VARCHAR NOT NULL,
    browser VARCHAR NOT NULL,
    begun_at DATETIME NOT NULL,
    CONSTRAINT pk_begun_installation PRIMARY KEY (state)
);

CREATE INDEX ix_begun_installation_begun_at ON begun_installation (begun_at);

CREATE TABLE erasure (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    rows INTEGER NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_erasure PRIMARY KEY (serial)
);

CREATE TRIGGER erasure_refuses_update BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;

CREATE TRIGGER erasure_refuses_delete BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;

CREATE TABLE membership (
    team VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (team, channel, user),
    CONSTRAINT fk_membership_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_membership_team_user ON membership (team, user);

CREATE TABLE erasing (
    team VARCHAR NOT NULL,
    CONSTRAINT pk_erasing PRIMARY KEY (team)
);

CREATE TABLE redaction (
    serial INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    lines INTEGER NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_redaction PRIMARY KEY (serial),
    CONSTRAINT ck_redaction_reason CHECK (reason <> ''),
    CONSTRAINT fk_redaction_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE INDEX ix_redaction_team_subject ON redaction (team, subject);

CREATE TRIGGER observation_refuses_update BEFORE UPDATE ON observation WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;

CREATE TRIGGER observation_refuses_delete BEFORE DELETE ON observation WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;

CREATE TRIGGER case_event_refuses_update BEFORE UPDATE ON case_event WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;

CREATE TRIGGER case_event_refuses_delete BEFORE DELETE ON case_event WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;

CREATE TRIGGER renaming_refuses_update BEFORE UPDATE ON renaming WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'renaming is append-only'); END;

CREATE TRIGGER renaming_refuses_delete BEFORE DELETE ON renaming WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'renaming is append-only'); END;

CREATE TRIGGER month_refuses_update BEFORE UPDATE ON month WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'month is append-only'); END;

CREATE TRIGGER month_refuses_delete BEFORE DELETE ON month WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'month is append-only'); END;

CREATE TRIGGER rebase_refuses_update BEFORE UPDATE ON rebase WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'rebase is append-only'); END;

CREATE TRIGGER rebase_refuses_delete BEFORE DELETE ON rebase WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'rebase is append-only'); END;

CREATE TRIGGER redaction_refuses_update BEFORE UPDATE ON redaction WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END;

CREATE TRIGGER redaction_refuses_delete BEFORE DELETE ON redaction WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team) BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END;

CREATE TABLE pace (
    team VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    set_at BIGINT NOT NULL,
    open_from BIGINT NOT NULL,
    CONSTRAINT pk_pace PRIMARY KEY (team, channel)
);

CREATE INDEX ix_delivery_state_serial ON delivery (state, serial);

CREATE TABLE extra_digest (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    subscription VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    delivery VARCHAR NOT NULL,
    posted_at DATETIME NOT NULL,
    CONSTRAINT pk_extra_digest PRIMARY KEY (team, id),
    CONSTRAINT fk_extra_digest_team_delivery FOREIGN KEY(team, delivery) REFERENCES delivery (team, id),
    CONSTRAINT fk_extra_digest_team_subscription FOREIGN KEY(team, subscription) REFERENCES subscription (team, id)
);

CREATE INDEX ix_extra_digest_team_subscription ON extra_digest (team, subscription);

CREATE INDEX ix_figure_segmented ON figure (team, kpi, cadence, starts, segment) WHERE segment <> '';

CREATE TABLE feedback (
    team VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    words TEXT NOT NULL,
    customer VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,
    sentiment VARCHAR(16) NOT NULL,
    segment VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    ts VARCHAR,
    author VARCHAR NOT NULL,
    kept_at DATETIME NOT NULL,
    erased BOOLEAN NOT NULL,
    CONSTRAINT pk_feedback PRIMARY KEY (team, number),
    CONSTRAINT ck_feedback_number CHECK (number > 0),
    CONSTRAINT ck_feedback_sentiment CHECK (sentiment IN ('positive', 'neutral', 'negative')),
    CONSTRAINT fk_feedback_team FOREIGN KEY(team) REFERENCES workspace (team),
    CONSTRAINT uq_feedback_team_channel_ts UNIQUE (team, channel, ts)
);

CREATE INDEX ix_feedback_team_kept_at ON feedback (team, kept_at);

CREATE TABLE noted_message (
    team VARCHAR NOT NULL,
    "case" VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    ts VARCHAR NOT NULL,
    CONSTRAINT pk_noted_message PRIMARY KEY (team, "case", channel, ts),
    CONSTRAINT fk_noted_message_team_case FOREIGN KEY(team, "case") REFERENCES flagged_case (team, id)
);

CREATE TABLE asked (
    team VARCHAR NOT NULL,
    kpi VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_asked PRIMARY KEY (team, kpi, period),
    CONSTRAINT fk_asked_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE collection (
    team VARCHAR NOT NULL,
    subscription VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    state VARCHAR(16) NOT NULL,
    CONSTRAINT pk_collection PRIMARY KEY (team, subscription),
    CONSTRAINT ck_collection_state CHECK (state IN ('idle', 'waiting', 'complete')),
    CONSTRAINT fk_collection_team_subscription FOREIGN KEY(team, subscription) REFERENCES subscription (team, id)
);

CREATE INDEX ix_collection_state ON collection (state);

CREATE TABLE away (
    team VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    zone VARCHAR NOT NULL,
    CONSTRAINT pk_away PRIMARY KEY (team, user),
    CONSTRAINT ck_away_days CHECK (first_day <= last_day),
    CONSTRAINT fk_away_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE escalation (
    team VARCHAR NOT NULL,
    "case" VARCHAR NOT NULL,
    step VARCHAR(16) NOT NULL,
    due_at DATETIME NOT NULL,
    CONSTRAINT pk_escalation PRIMARY KEY (team, "case"),
    CONSTRAINT ck_escalation_step CHECK (step IN ('backup', 'managers')),
    CONSTRAINT fk_escalation_team_case FOREIGN KEY(team, "case") REFERENCES flagged_case (team, id)
);

CREATE INDEX ix_escalation_due_at ON escalation (due_at);

CREATE TABLE departure (
    team VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    told_at DATETIME NOT NULL,
    CONSTRAINT pk_departure PRIMARY KEY (team, user),
    CONSTRAINT fk_departure_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE channel (
    team VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    language VARCHAR,
    mentions BOOLEAN NOT NULL,
    holidays VARCHAR,
    on_holiday VARCHAR(16) NOT NULL,
    CONSTRAINT pk_channel PRIMARY KEY (team, channel),
    CONSTRAINT ck_channel_on_holiday CHECK (on_holiday IN ('shift', 'skip')),
    CONSTRAINT fk_channel_team FOREIGN KEY(team) REFERENCES workspace (team)
);

CREATE TABLE home (
    team VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    shown TEXT NOT NULL,
    CONSTRAINT pk_home PRIMARY KEY (team, user),
    CONSTRAINT fk_home_team FOREIGN KEY(team) REFERENCES workspace (team)
);

INSERT INTO alembic_version (version_num) VALUES ('0009');

