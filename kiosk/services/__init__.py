"""Use cases: what the kiosk does, on domain values and ports."""
