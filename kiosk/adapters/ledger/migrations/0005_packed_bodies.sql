-- Bodies are deflated from here on, so what the ledger looks for in them stands in columns. Plain ones stay as they are.
-- No release wrote the schemas before, so this one may still take indexes away; from here on they only add.
ALTER TABLE intakes ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE intakes ADD COLUMN danger INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intakes ADD COLUMN overridden INTEGER NOT NULL DEFAULT 0;

UPDATE intakes SET code = json_extract(CAST(body AS TEXT), '$.code')
    WHERE CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.code') END <> '';
UPDATE intakes SET danger = 1
    WHERE CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.verdict.ruling') END = 'stop';
UPDATE intakes SET overridden = 1
    WHERE CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.override.outcome') END <> ''
    AND CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.override.reason') END <> 'scrap';

DROP INDEX intakes_coded;
DROP INDEX intakes_dangers;
DROP INDEX intakes_overridden;
CREATE INDEX intakes_coded ON intakes (code) WHERE code <> '';
CREATE INDEX intakes_dangers ON intakes (updated) WHERE stage = 'recorded' AND danger;
CREATE INDEX intakes_overridden ON intakes (updated) WHERE stage = 'recorded' AND overridden;
