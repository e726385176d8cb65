"""Composition roots: one file per role, the only modules that know everybody."""
