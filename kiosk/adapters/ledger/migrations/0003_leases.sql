-- The promise of room an item counts against, from the dataset demand; counted when an intake begins.
ALTER TABLE intakes ADD COLUMN lease TEXT NOT NULL DEFAULT '';
CREATE INDEX intakes_leased ON intakes (lease) WHERE lease <> '' AND stage = 'recorded';
