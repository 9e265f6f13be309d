"""What is done beside requests: in this process on SQLite, by any machine on PostgreSQL."""
