INSERT INTO feedback (team, number, words, customer, theme, sentiment, segment, channel, ts, author, kept_at, erased) VALUES
    ('T-ONE', 1, '내보내기가 "느려요" — 30% too slow;', 'Ms Park’s team', 'exports', 'negative', 'tier:enterprise', 'C-CS', '1763250000.000100', 'U-KIM', '2026-11-16 09:00:00.000001', FALSE),
    ('T-ONE', 2, '[erased]', '', '', 'neutral', '', 'C-CS', NULL, 'U-LEE', '2026-11-16 09:01:00.000000', TRUE);

INSERT INTO noted_message (team, "case", channel, ts) VALUES
    ('T-ONE', 'k-1', 'C-CS', '1763250000.000200');
