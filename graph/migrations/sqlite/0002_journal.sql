-- What only desk staff sees, the journal of changes, and what people decided.

ALTER TABLE actor ADD COLUMN desk_only TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(desk_only));
ALTER TABLE offering ADD COLUMN desk_only TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(desk_only));

CREATE TABLE batch (
    id        TEXT PRIMARY KEY,
    version   INTEGER NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    made_by   TEXT NOT NULL,
    made_at   TEXT NOT NULL,
    title     TEXT NOT NULL,
    sender    TEXT,
    added     INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    same      INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    undone_at TEXT,
    undone_by TEXT
) STRICT;

-- A fact stands here as JSON, because it must stay readable when the tables have moved on.
CREATE TABLE change (
    batch_id    TEXT NOT NULL REFERENCES batch (id),
    position    INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    fact_id     TEXT NOT NULL,
    fact_before TEXT,
    fact_after  TEXT,
    PRIMARY KEY (batch_id, position)
) STRICT;
CREATE INDEX change_by_fact ON change (fact_id);

-- Without references: when a merge is undone, what was decided about the merged actor holds again.
CREATE TABLE apart (
    first_id   TEXT NOT NULL,
    second_id  TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (first_id, second_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sender_columns (
    sender  TEXT PRIMARY KEY,
    headers TEXT NOT NULL CHECK (json_valid(headers)),
    fields  TEXT NOT NULL CHECK (json_valid(fields))
) STRICT, WITHOUT ROWID;
