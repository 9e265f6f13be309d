INSERT INTO extra_digest (team, id, subscription, period, delivery, posted_at) VALUES
    ('T-ONE', 'x-1', 's-week', '2026-W46', 'd-root', '2026-11-16 05:00:00.000000');

INSERT INTO subscription (team, id, channel, rhythm, day, hour, minute, zone, kpis, state, set_by, next_due, next_period, why_paused) VALUES
    ('T-TWO', 's-1', 'C-1', 'weekly', 0, 9, 0, 'UTC', '["nps"]', 'paused', 'U-ANA', '2026-11-23 00:00:00.000000', '2026-W47', 'is_archived');
