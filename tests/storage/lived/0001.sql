-- Two workspaces as version 0001 kept them, with values that are easily lost: fractions, money,
-- other scripts, quotes, an emoji, empty beside null, and every state that a later step asks for.
INSERT INTO workspace (team, name, url, zone, currency, fall_percent, fall_points, figures, created_at) VALUES
    ('T-ONE', 'Acme “CS” 團隊', 'https://acme.slack.example/', 'Asia/Seoul', 'KRW', '20', '21/2', 2, '2026-01-05 00:30:00.123456'),
    ('T-TWO', '', '', NULL, 'USD', '20', '10', 1, '2026-02-01 00:00:00.000000');

INSERT INTO person (team, "user", name, folded_name, standing, zone, locale, refreshed_at) VALUES
    ('T-ONE', 'U-KIM', '김하나', '김하나', 'manager', 'Asia/Seoul', 'ko-KR', '2026-11-16 09:00:00.000000'),
    ('T-ONE', 'U-GUS', 'Gus O''Neil 🙂', 'gus o''neil 🙂', 'guest', 'America/New_York', 'en-US', '2026-11-16 09:00:00.000000');

INSERT INTO manager (team, "user") VALUES ('T-ONE', 'U-LEE');

INSERT INTO choice (team, kpi, cadence, benchmark_set, owner, backup) VALUES
    ('T-ONE', 'nps', 'month', 'saas_2021', 'U-KIM', NULL),
    ('T-ONE', 'churn', NULL, NULL, NULL, NULL);

INSERT INTO target (team, kpi, segment, op, value, starts, set_by, set_at) VALUES
    ('T-ONE', 'nps', '', '>=', '45', '2026-01-01', 'U-KIM', '2026-01-05 01:00:00.000000'),
    ('T-ONE', 'nps', '', NULL, NULL, '2026-06-01', 'U-KIM', '2026-06-05 01:00:00.000000');

INSERT INTO figure (team, number, kpi, segment, cadence, starts, revision) VALUES
    ('T-ONE', 1, 'nps', '', 'week', '2026-11-09', 3),
    ('T-ONE', 2, 'mrr', 'tier:enterprise', 'month', '2026-10-01', 1),
    ('T-TWO', 1, 'nps', '', 'week', '2026-11-09', 1);

INSERT INTO observation (team, figure, revision, formula, inputs, attributes, currency, value, sound, partial, action, author, note, source, reason, parts, recorded_at) VALUES
    ('T-ONE', 1, 1, 'counts', '{"promoters": "1700", "passives": "350", "detractors": "150"}', '{}', NULL, '775/11', TRUE, FALSE, 'record', 'U-KIM', 'price ≠ value; 100% "sure"', 'Delighted', '', '[]', '2026-11-16 09:00:00.000001'),
    ('T-ONE', 1, 2, NULL, NULL, NULL, NULL, NULL, TRUE, FALSE, 'undo', 'U-KIM', '', '', '', '[]', '2026-11-16 09:01:00.000000'),
    ('T-ONE', 1, 3, 'counts', '{"promoters": "1690", "passives": "360", "detractors": "150"}', '{}', NULL, '70', FALSE, TRUE, 'correct', 'U-LEE', '', '', 'duplicates removed', '[1, 2]', '2026-11-16 09:02:00.000000'),
    ('T-ONE', 2, 1, 'amount', '{"amount": "99999999999999999999/7"}', '{"region": "서울"}', 'KRW', '99999999999999999999/7', TRUE, FALSE, 'import', 'U-KIM', '', '', '', '[]', '2026-11-16 09:03:00.000000'),
    ('T-TWO', 1, 1, 'counts', '{"promoters": "1", "passives": "0", "detractors": "0"}', '{}', NULL, '100', TRUE, FALSE, 'record', 'U-ANA', '', '', '', '[]', '2026-11-16 09:04:00.000000');

INSERT INTO subscription (team, id, channel, rhythm, day, hour, minute, zone, kpis, state, set_by, next_due, next_period) VALUES
    ('T-ONE', 's-week', 'C-CS', 'weekly', 0, 9, 0, 'Asia/Seoul', '["nps", "churn"]', 'active', 'U-KIM', '2026-11-23 00:00:00.000000', '2026-W47'),
    ('T-ONE', 's-month', 'C-CS', 'monthly', 28, 23, 59, 'UTC', '[]', 'paused', 'U-LEE', '2026-12-28 23:59:00.000000', '2026-11');

INSERT INTO delivery (team, id, kind, channel, payload, purpose, subject, owner, parent, thread_ts, target, not_before, state, attempts, fence, leased_until, attempted_at, error, ts, sent_channel, created_at, settled_at) VALUES
    ('T-ONE', 'd-root', 'post', 'C-CS', '{"text": "3 drops", "blocks": [{"type": "divider"}]}', 'digest', 's-week', 'U-KIM', NULL, NULL, NULL, NULL, 'sent', 1, 1, '2026-11-16 00:01:00.000000', '2026-11-16 00:00:01.000000', '', '1763251201.000100', 'C-CS', '2026-11-16 00:00:00.000000', '2026-11-16 00:00:02.000000'),
    ('T-ONE', 'd-case', 'reply', 'C-CS', '{"text": "NPS fell"}', 'case', 'k-1', 'U-KIM', 'd-root', NULL, NULL, NULL, 'unknown', 1, 1, '2026-11-16 00:01:00.000000', '2026-11-16 00:00:03.000000', 'timeout', NULL, NULL, '2026-11-16 00:00:00.000001', NULL),
    ('T-ONE', 'd-edit', 'update', 'C-CS', '{"text": "2 drops"}', 'digest', 's-week', 'U-KIM', NULL, NULL, 'd-root', '2026-11-16 02:00:00.000000', 'due', 2, 2, NULL, '2026-11-16 01:00:00.000000', 'ratelimited', NULL, NULL, '2026-11-16 01:00:00.000000', NULL),
    ('T-ONE', 'd-word', 'direct', 'U-KIM', '{"text": "paused"}', 'notice', '', '', NULL, NULL, NULL, NULL, 'dead', 1, 1, NULL, NULL, 'user_not_found', NULL, NULL, '2026-11-16 00:00:00.000000', '2026-11-16 00:00:02.000000'),
    ('T-ONE', 'd-busy', 'post', 'C-OPS', '{"text": "now"}', 'digest', 's-week', '', NULL, NULL, NULL, NULL, 'sending', 1, 1, '2026-11-16 00:01:00.000000', '2026-11-16 00:00:01.000000', '', NULL, NULL, '2026-11-16 00:00:00.000000', NULL);

INSERT INTO occurrence (team, id, subscription, channel, rhythm, period, due_at, state, late, delivery) VALUES
    ('T-ONE', 'o-46', 's-week', 'C-CS', 'weekly', '2026-W46', '2026-11-16 00:00:00.000000', 'planned', TRUE, 'd-root'),
    ('T-ONE', 'o-45', 's-week', 'C-CS', 'weekly', '2026-W45', '2026-11-09 00:00:00.000000', 'skipped', FALSE, NULL);

INSERT INTO shown (team, delivery, number, revision) VALUES ('T-ONE', 'd-root', 1, 3);

INSERT INTO flagged_case (team, id, kpi, segment, cadence, period, number, channel, rules, facts, owner, delivery, state, snoozed_until, resolution, replies, opened_at, closed_at, version) VALUES
    ('T-ONE', 'k-1', 'nps', '', 'week', '2026-W46', 1, 'C-CS', '["missed_target", "fell"]', '{"value": "70", "bar": "45"}', 'U-KIM', 'd-case', 'snoozed', '2026-11-30', '', 2, '2026-11-16 00:00:00.000000', NULL, 4),
    ('T-ONE', 'k-0', 'nps', '', 'week', '2026-W40', 1, 'C-CS', '[]', '{}', NULL, NULL, 'resolved', NULL, 'fixed', 0, '2026-10-05 00:00:00.000000', '2026-10-06 00:00:00.000000', 2);

INSERT INTO case_event (team, "case", kind, actor, text, at) VALUES
    ('T-ONE', 'k-1', 'opened', '', '', '2026-11-16 00:00:00.000000'),
    ('T-ONE', 'k-1', 'noted', 'U-KIM', 'asked 이영희 twice', '2026-11-16 03:00:00.000000');

INSERT INTO request (team, key, answer, seen_at) VALUES
    ('T-ONE', 'command:1.2.3', '{"text": "NPS 70.45"}', '2026-11-16 09:00:00.000000'),
    ('T-NEW', 'event:Ev1', NULL, '2026-11-16 09:00:00.000000');

INSERT INTO draft (team, id, "user", channel, command, text, created_at) VALUES
    ('T-ONE', 'f-1', 'U-KIM', 'C-CS', '/nps', '1700 350 150 note="a &amp; b"', '2026-11-16 09:00:00.000000');

INSERT INTO month (team, month, closed, actor, reason, at) VALUES
    ('T-ONE', '2026-10', TRUE, 'U-KIM', 'books done', '2026-11-05 00:00:00.000000'),
    ('T-ONE', '2026-10', FALSE, 'U-KIM', 'late invoice', '2026-11-06 00:00:00.000000');

INSERT INTO rebase (team, kpi, segment, cadence, starts, actor, reason, at) VALUES
    ('T-ONE', 'nps', '', 'week', '2026-06-01', 'U-KIM', 'new survey tool', '2026-06-02 00:00:00.000000');

INSERT INTO renaming (team, name, means, actor, at) VALUES
    ('T-ONE', 'tier:enterprize', 'tier:enterprise', 'U-KIM', '2026-06-02 00:00:00.000000');
