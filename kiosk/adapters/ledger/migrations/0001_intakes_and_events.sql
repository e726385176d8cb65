-- One row: what this file is. A new file is a new epoch; the source is whose events it holds.
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL,
    source TEXT NOT NULL
);

-- An intake is <epoch>-<n>. AUTOINCREMENT: a number is never given twice, not even after pruning.
CREATE TABLE intakes (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    stage TEXT NOT NULL,
    outcome TEXT,
    began REAL NOT NULL,
    updated REAL NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX intakes_open ON intakes (n) WHERE stage IN ('naming', 'asking', 'judged');
CREATE INDEX intakes_recorded ON intakes (updated, outcome) WHERE stage = 'recorded';

-- The chain. Only the desk appends; nobody changes a row but pruning, which takes the body away.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    intake TEXT NOT NULL,
    body BLOB,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    crc INTEGER NOT NULL
);

CREATE TABLE catalogue (
    gtin TEXT PRIMARY KEY,
    category TEXT NOT NULL
) WITHOUT ROWID;

-- Delivery's own tables; the desk never writes these.
-- Everything up to delivered_to has been settled; a try is due at boot_s of that boot, in another boot at once.
CREATE TABLE delivery_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    delivered_to INTEGER NOT NULL DEFAULT 0,
    boot_id TEXT NOT NULL DEFAULT '',
    boot_s REAL NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT ''
);
INSERT INTO delivery_state (id) VALUES (1);

-- Settled beyond delivered_to, while something before them was not.
CREATE TABLE delivery_ahead (
    seq INTEGER PRIMARY KEY REFERENCES events (seq)
);

-- Refused by name. again = 1: somebody asked to send it once more.
CREATE TABLE delivery_parked (
    seq INTEGER PRIMARY KEY REFERENCES events (seq),
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    again INTEGER NOT NULL DEFAULT 0
);
