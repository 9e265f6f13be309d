INSERT INTO asked (team, kpi, period, "user", at) VALUES
    ('T-ONE', 'csat', '2026-W46', 'U-LEE', '2026-11-16 03:00:00.000000');

INSERT INTO collection (team, subscription, period, state) VALUES
    ('T-ONE', 's-week', '2026-W46', 'waiting');

INSERT INTO away (team, "user", first_day, last_day, zone) VALUES
    ('T-ONE', 'U-LEE', '2026-09-24', '2026-09-28', 'Asia/Seoul');

INSERT INTO escalation (team, "case", step, due_at) VALUES
    ('T-ONE', 'k-1', 'backup', '2026-11-17 05:00:00.000000');

INSERT INTO departure (team, "user", told_at) VALUES
    ('T-ONE', 'U-LEE', '2026-11-18 05:00:00.000000');
