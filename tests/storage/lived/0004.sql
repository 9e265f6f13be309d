INSERT INTO pace (team, channel, open_from) VALUES ('T-ONE', 'C-CS', 1763251201000000);
