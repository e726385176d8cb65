"""The record on disk: one SQLite file, written by the desk, sent by delivery."""
