"""Would never be read: it wants a newer kiosk."""

raise SystemExit("this was imported")
