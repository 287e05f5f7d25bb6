-- The register as tables. A list of references is a link table with a position, so that order and repeats
-- come back as they were given; a list of plain values is a JSON array in its own column.

CREATE TABLE register (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;
INSERT INTO register (only_row, version) VALUES (1, 0);

CREATE TABLE document (
    id           TEXT PRIMARY KEY,
    title        TEXT NOT NULL,
    publisher    TEXT NOT NULL,
    published_on TEXT NOT NULL,
    file         TEXT,
    licence      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    code         TEXT,
    aliases      TEXT NOT NULL CHECK (json_valid(aliases)),
    latitude     REAL,
    longitude    REAL,
    valid_from   TEXT,
    valid_until  TEXT,
    successor_id TEXT REFERENCES place (id)
) STRICT;
CREATE INDEX place_by_successor ON place (successor_id);

CREATE TABLE place_within (
    place_id  TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    within_id TEXT NOT NULL REFERENCES place (id),
    PRIMARY KEY (place_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_within_by_outer ON place_within (within_id);

CREATE TABLE theme (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    label_nl     TEXT NOT NULL,
    label_en     TEXT NOT NULL,
    synonyms_nl  TEXT NOT NULL CHECK (json_valid(synonyms_nl)),
    synonyms_en  TEXT NOT NULL CHECK (json_valid(synonyms_en)),
    target_group TEXT
) STRICT;

CREATE TABLE theme_broader (
    theme_id   TEXT NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    broader_id TEXT NOT NULL REFERENCES theme (id),
    PRIMARY KEY (theme_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX theme_broader_by_broader ON theme_broader (broader_id);

CREATE TABLE actor (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    sort_key       TEXT NOT NULL,
    kind           TEXT NOT NULL,
    description_nl TEXT NOT NULL,
    description_en TEXT NOT NULL,
    aliases        TEXT NOT NULL CHECK (json_valid(aliases)),
    place_id       TEXT REFERENCES place (id),
    website        TEXT,
    kvk_number     TEXT,
    status         TEXT NOT NULL
) STRICT;
CREATE INDEX actor_in_order ON actor (sort_key, id);
CREATE INDEX actor_by_place ON actor (place_id);

CREATE TABLE actor_theme (
    actor_id TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    theme_id TEXT NOT NULL REFERENCES theme (id),
    PRIMARY KEY (actor_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_theme_by_theme ON actor_theme (theme_id);

CREATE TABLE actor_source (
    actor_id    TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    first_line  INTEGER NOT NULL,
    last_line   INTEGER NOT NULL,
    stated_on   TEXT NOT NULL,
    checked_on  TEXT,
    checked_by  TEXT,
    PRIMARY KEY (actor_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE offering (
    id                 TEXT PRIMARY KEY,
    provider_id        TEXT NOT NULL REFERENCES actor (id),
    title_nl           TEXT NOT NULL,
    title_en           TEXT NOT NULL,
    sort_key           TEXT NOT NULL,
    summary_nl         TEXT NOT NULL,
    summary_en         TEXT NOT NULL,
    next_step_nl       TEXT NOT NULL,
    next_step_en       TEXT NOT NULL,
    need_kinds         TEXT NOT NULL CHECK (json_valid(need_kinds)),
    r_strategies       TEXT NOT NULL CHECK (json_valid(r_strategies)),
    target_groups      TEXT NOT NULL CHECK (json_valid(target_groups)),
    sizes              TEXT NOT NULL CHECK (json_valid(sizes)),
    opens_on           TEXT,
    closes_on          TEXT,
    budget_euro        INTEGER,
    budget_exhausted   INTEGER NOT NULL CHECK (budget_exhausted IN (0, 1)),
    capacity           INTEGER,
    places_left        INTEGER,
    requirements_nl    TEXT NOT NULL CHECK (json_valid(requirements_nl)),
    requirements_en    TEXT NOT NULL CHECK (json_valid(requirements_en)),
    question_languages TEXT NOT NULL CHECK (json_valid(question_languages)),
    question_texts     TEXT NOT NULL CHECK (json_valid(question_texts)),
    status             TEXT NOT NULL
) STRICT;
CREATE INDEX offering_in_order ON offering (sort_key, id);
CREATE INDEX offering_by_provider ON offering (provider_id);

CREATE TABLE offering_area (
    offering_id TEXT NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    place_id    TEXT NOT NULL REFERENCES place (id),
    PRIMARY KEY (offering_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_area_by_place ON offering_area (place_id);

CREATE TABLE offering_theme (
    offering_id TEXT NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    theme_id    TEXT NOT NULL REFERENCES theme (id),
    PRIMARY KEY (offering_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_theme_by_theme ON offering_theme (theme_id);

CREATE TABLE offering_sector (
    offering_id TEXT NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    theme_id    TEXT NOT NULL REFERENCES theme (id),
    PRIMARY KEY (offering_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE offering_excluded_actor (
    offering_id TEXT NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    actor_id    TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    PRIMARY KEY (offering_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_excluded_actor_by_actor ON offering_excluded_actor (actor_id);

CREATE TABLE offering_source (
    offering_id TEXT NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    first_line  INTEGER NOT NULL,
    last_line   INTEGER NOT NULL,
    stated_on   TEXT NOT NULL,
    checked_on  TEXT,
    checked_by  TEXT,
    PRIMARY KEY (offering_id, position)
) STRICT, WITHOUT ROWID;

-- The sources of a tie are a JSON array here, because in Neo4j a tie is a relationship, and a relationship
-- cannot point at a document.
CREATE TABLE relation (
    id                 TEXT PRIMARY KEY,
    subject_id         TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    kind               TEXT NOT NULL,
    object_actor_id    TEXT REFERENCES actor (id) ON DELETE CASCADE,
    object_offering_id TEXT REFERENCES offering (id) ON DELETE CASCADE,
    note_nl            TEXT,
    note_en            TEXT,
    status             TEXT NOT NULL,
    sources            TEXT NOT NULL CHECK (json_valid(sources)),
    CHECK ((object_actor_id IS NULL) <> (object_offering_id IS NULL))
) STRICT;
CREATE INDEX relation_by_subject ON relation (subject_id);
CREATE INDEX relation_by_object_actor ON relation (object_actor_id);
CREATE INDEX relation_by_object_offering ON relation (object_offering_id);
