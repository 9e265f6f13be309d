INSERT INTO installation (team, organisation, name, bot_user, scopes, installer, token, refresh_token, expires_at, problem, issue, renewing_until, installed_at) VALUES
    ('T-ONE', FALSE, 'Acme', 'U-BOT', '["commands", "chat:write"]', 'U-KIM', 'sealed-1', 'sealed-2', '2026-11-16 21:00:00.000000', '', 'i-1', NULL, '2026-11-01 00:00:00.000000'),
    ('E-ORG', TRUE, 'Acme group', 'U-BOT', '[]', 'U-KIM', 'sealed-3', NULL, NULL, 'invalid_auth', 'i-2', NULL, '2026-11-01 00:00:00.000000');

INSERT INTO resident (team, installation) VALUES ('T-TWO', 'E-ORG');

INSERT INTO absence (team, reason, since, erase_after) VALUES
    ('T-TWO', 'uninstalled', '2026-11-16 00:00:00.000000', '2026-12-16 00:00:00.000000');

INSERT INTO begun_installation (state, browser, begun_at) VALUES
    ('state-1', 'browser-1', '2026-11-16 00:00:00.000000');

INSERT INTO erasure (team, actor, reason, rows, at) VALUES
    ('T-GONE', 'operator', 'asked for it', 1234, '2026-11-16 00:00:00.000000');
