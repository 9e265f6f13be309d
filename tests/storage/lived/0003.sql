INSERT INTO choice (team, kpi, cadence, benchmark_set, owner, backup, seen, recorders) VALUES
    ('T-ONE', 'mrr', NULL, NULL, NULL, NULL, 'managers', '["U-KIM"]');

INSERT INTO membership (team, channel, "user") VALUES ('T-ONE', 'C-CS', 'U-KIM');

INSERT INTO erasing (team) VALUES ('T-NOBODY');

INSERT INTO redaction (team, subject, actor, reason, lines, at) VALUES
    ('T-ONE', 'K-1', 'U-KIM', 'names a customer', 2, '2026-11-16 00:00:00.000000');
