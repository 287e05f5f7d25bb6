// At which version a batch was undone, so that who holds the facts of a version can tell what changed since.
CREATE INDEX batch_undone_version IF NOT EXISTS FOR (b:Batch) ON (b.undone_version);
