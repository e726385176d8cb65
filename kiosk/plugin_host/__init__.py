"""Keeps plugins away from the counter: one process each, one deadline for all."""
