"""The outside world, one file per thing, each behind a port."""
