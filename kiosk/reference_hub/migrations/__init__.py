"""The hub's tables through time, numbered; Alembic moves a database from one number to the next."""
