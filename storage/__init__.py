"""Everything the bot remembers: tables, migrations and repositories. The only place with SQL."""
