-- Indexes over what an intake's body says: an item code finds its intake, the supervisor's pages count without reading bodies.
-- A body that a dying card has damaged has none of these, and stops nothing.
CREATE INDEX intakes_coded ON intakes (CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.code') END)
    WHERE CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.code') END <> '';
CREATE INDEX intakes_aside ON intakes (n) WHERE stage = 'recorded' AND outcome IS NULL;
CREATE INDEX intakes_dangers ON intakes (updated)
    WHERE stage = 'recorded'
    AND CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.verdict.ruling') END = 'stop';
CREATE INDEX intakes_overridden ON intakes (updated)
    WHERE stage = 'recorded'
    AND CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.override.outcome') END <> ''
    AND CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.override.reason') END <> 'scrap';
