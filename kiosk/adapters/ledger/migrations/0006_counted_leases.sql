-- How many recorded items count against each lease, kept by the file itself: an intake begins by asking, however many there are.
CREATE TABLE leases_counted (
    lease TEXT PRIMARY KEY,
    placed INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO leases_counted SELECT lease, count(*) FROM intakes WHERE lease <> '' AND stage = 'recorded' GROUP BY lease;

CREATE TRIGGER leases_taken AFTER INSERT ON intakes WHEN new.lease <> '' AND new.stage = 'recorded' BEGIN
    INSERT INTO leases_counted VALUES (new.lease, 1) ON CONFLICT (lease) DO UPDATE SET placed = placed + 1;
END;
CREATE TRIGGER leases_freed AFTER DELETE ON intakes WHEN old.lease <> '' AND old.stage = 'recorded' BEGIN
    UPDATE leases_counted SET placed = placed - 1 WHERE lease = old.lease;
END;
CREATE TRIGGER leases_changed AFTER UPDATE OF lease, stage ON intakes
WHEN (old.lease, old.stage = 'recorded') IS NOT (new.lease, new.stage = 'recorded') BEGIN
    UPDATE leases_counted SET placed = placed - 1 WHERE lease = old.lease AND old.stage = 'recorded';
    INSERT INTO leases_counted SELECT new.lease, 1 WHERE new.lease <> '' AND new.stage = 'recorded'
        ON CONFLICT (lease) DO UPDATE SET placed = placed + 1;
END;
