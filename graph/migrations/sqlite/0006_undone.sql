-- At which version a batch was undone, so that who holds the facts of a version can tell what changed since.

ALTER TABLE batch ADD COLUMN undone_version INTEGER;
CREATE UNIQUE INDEX batch_by_undone_version ON batch (undone_version);
