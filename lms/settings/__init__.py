"""Settings: `embedded` (one machine, SQLite), `production` (PostgreSQL, Redis, S3) and `test`, all on `base`."""
