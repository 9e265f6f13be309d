INSERT INTO channel (team, channel, language, mentions, holidays, on_holiday) VALUES
    ('T-ONE', 'C-GROWTH', 'ko', true, 'KR', 'shift');
INSERT INTO home (team, "user", shown) VALUES
    ('T-ONE', 'U-KIM', '{"segment": "tier:enterprise", "family": "", "page": 1}');
