"""Would never be read: the tests approve another version of it."""

raise SystemExit("this was imported")
