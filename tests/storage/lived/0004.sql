INSERT INTO pace (team, channel, set_at, open_from) VALUES ('T-ONE', 'C-CS', 1763251200000000, 1763251201000000);
