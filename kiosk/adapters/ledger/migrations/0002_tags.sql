-- What tags stand for, by HMAC of their UID: no UID stands in these tables. What the hub says comes as a dataset, not here.
CREATE TABLE registry_links (
    mark TEXT PRIMARY KEY CHECK (length(mark) = 64),
    role TEXT NOT NULL,
    name TEXT NOT NULL
) WITHOUT ROWID;

-- Tags nobody has registered, kept until somebody does; at is a moment as JSON.
CREATE TABLE registry_unknown (
    mark TEXT PRIMARY KEY CHECK (length(mark) = 64),
    wall REAL NOT NULL,
    at TEXT NOT NULL,
    times INTEGER NOT NULL
) WITHOUT ROWID;
