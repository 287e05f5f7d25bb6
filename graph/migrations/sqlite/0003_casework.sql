-- The desk's work: who asks, intakes, cases, referrals, places and follow-up. What only ever is read with its
-- record (ticks, suggestions, steps) is JSON in the record's own row. Offerings, parties, themes and places are
-- named by id without a reference, since they may be removed, merged and put back while a case must stay readable.

ALTER TABLE register ADD COLUMN events INTEGER NOT NULL DEFAULT 0;

CREATE TABLE company (
    id              TEXT PRIMARY KEY,
    revision        INTEGER NOT NULL,
    desk_id         TEXT NOT NULL,
    name            TEXT NOT NULL,
    target_group    TEXT NOT NULL,
    kvk_number      TEXT,
    municipality_id TEXT,
    sectors         TEXT NOT NULL CHECK (json_valid(sectors)),
    size            TEXT,
    active_on       TEXT NOT NULL,
    erased_at       TEXT,
    sort_key        TEXT NOT NULL,
    search_text     TEXT NOT NULL
) STRICT;
CREATE INDEX company_in_order ON company (sort_key, id);
CREATE INDEX company_by_activity ON company (active_on, id);
CREATE TABLE company_desk (
    desk_id    TEXT NOT NULL,
    company_id TEXT NOT NULL REFERENCES company (id),
    PRIMARY KEY (desk_id, company_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX company_desk_by_company ON company_desk (company_id);

CREATE TABLE contact (
    id         TEXT PRIMARY KEY,
    revision   INTEGER NOT NULL,
    company_id TEXT NOT NULL REFERENCES company (id),
    function   TEXT NOT NULL,
    email      TEXT,
    phone      TEXT,
    language   TEXT NOT NULL,
    mail       TEXT NOT NULL
) STRICT;
CREATE INDEX contact_by_company ON contact (company_id);

CREATE TABLE intake (
    id                   TEXT PRIMARY KEY,
    revision             INTEGER NOT NULL,
    company_id           TEXT NOT NULL REFERENCES company (id),
    desk_id              TEXT NOT NULL,
    question_set_id      TEXT NOT NULL,
    question_set_version INTEGER NOT NULL,
    made_by              TEXT NOT NULL,
    started_at           TEXT NOT NULL,
    state                TEXT NOT NULL,
    step                 INTEGER NOT NULL,
    ticks                TEXT NOT NULL CHECK (json_valid(ticks)),
    own_grade            INTEGER,
    wish                 TEXT NOT NULL,
    submitted_at         TEXT
) STRICT;
CREATE INDEX intake_by_company ON intake (company_id);

CREATE TABLE private_link (
    token_hash   TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    desk_id      TEXT NOT NULL,
    target_id    TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX private_link_by_target ON private_link (target_id);

CREATE TABLE desk_case (
    id          TEXT PRIMARY KEY,
    revision    INTEGER NOT NULL,
    desk_id     TEXT NOT NULL,
    company_id  TEXT NOT NULL REFERENCES company (id),
    kind        TEXT NOT NULL,
    opened_on   TEXT NOT NULL,
    worker      TEXT,
    intake_id   TEXT,
    state       TEXT NOT NULL,
    closed_on   TEXT,
    shared_with TEXT NOT NULL CHECK (json_valid(shared_with)),
    held_before TEXT NOT NULL CHECK (json_valid(held_before)),
    cohort      TEXT NOT NULL
) STRICT;
CREATE INDEX desk_case_by_company ON desk_case (company_id);
CREATE INDEX desk_case_by_cohort ON desk_case (desk_id, cohort);

CREATE TABLE case_need (
    id           TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    case_id      TEXT NOT NULL REFERENCES desk_case (id),
    words        TEXT NOT NULL,
    kinds        TEXT NOT NULL CHECK (json_valid(kinds)),
    themes       TEXT NOT NULL CHECK (json_valid(themes)),
    r_strategy   TEXT,
    action_id    TEXT,
    suggestions  TEXT NOT NULL CHECK (json_valid(suggestions)),
    suggested_on TEXT
) STRICT;
CREATE INDEX case_need_by_case ON case_need (case_id);

CREATE TABLE gap (
    id              TEXT PRIMARY KEY,
    need_id         TEXT NOT NULL REFERENCES case_need (id),
    desk_id         TEXT NOT NULL,
    found_on        TEXT NOT NULL,
    kinds           TEXT NOT NULL CHECK (json_valid(kinds)),
    themes          TEXT NOT NULL CHECK (json_valid(themes)),
    municipality_id TEXT,
    missing         TEXT NOT NULL CHECK (json_valid(missing))
) STRICT;
CREATE INDEX gap_by_day ON gap (desk_id, found_on, id);
CREATE INDEX gap_by_need ON gap (need_id);

CREATE TABLE referral (
    id             TEXT PRIMARY KEY,
    revision       INTEGER NOT NULL,
    need_id        TEXT NOT NULL REFERENCES case_need (id),
    offering_id    TEXT NOT NULL,
    offering_title TEXT NOT NULL CHECK (json_valid(offering_title)),
    provider_id    TEXT NOT NULL,
    provider_name  TEXT NOT NULL,
    state          TEXT NOT NULL,
    channel        TEXT,
    sent_at        TEXT,
    steps          TEXT NOT NULL CHECK (json_valid(steps)),
    desk_outcome   TEXT CHECK (desk_outcome IS NULL OR json_valid(desk_outcome)),
    own_outcome    TEXT CHECK (own_outcome IS NULL OR json_valid(own_outcome))
) STRICT;
CREATE INDEX referral_by_need ON referral (need_id);

CREATE TABLE period (
    id             TEXT PRIMARY KEY,
    revision       INTEGER NOT NULL,
    offering_id    TEXT NOT NULL,
    starts_on      TEXT NOT NULL,
    ends_on        TEXT NOT NULL,
    places         INTEGER NOT NULL,
    waiting_places INTEGER NOT NULL,
    assess_first   INTEGER NOT NULL
) STRICT;
CREATE INDEX period_by_offering ON period (offering_id, starts_on);
CREATE TABLE hold (
    referral_id TEXT PRIMARY KEY REFERENCES referral (id),
    period_id   TEXT NOT NULL REFERENCES period (id),
    kind        TEXT NOT NULL,
    held_at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_by_period ON hold (period_id, kind);

CREATE TABLE follow_up (
    id          TEXT PRIMARY KEY,
    revision    INTEGER NOT NULL,
    desk_id     TEXT NOT NULL,
    case_id     TEXT NOT NULL REFERENCES desk_case (id),
    kind        TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    cohort      TEXT NOT NULL,
    referral_id TEXT REFERENCES referral (id),
    worker      TEXT,
    state       TEXT NOT NULL,
    done_on     TEXT,
    remark      TEXT NOT NULL
) STRICT;
-- The work list is counted and ordered from this alone.
CREATE INDEX follow_up_in_order ON follow_up (desk_id, state, due_on, id, worker, cohort, kind);
CREATE INDEX follow_up_by_case ON follow_up (case_id);
CREATE INDEX follow_up_by_cohort ON follow_up (desk_id, cohort, state, due_on);
CREATE INDEX follow_up_by_referral ON follow_up (referral_id);

CREATE TABLE event (
    id          TEXT PRIMARY KEY,
    number      INTEGER NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    done_by     TEXT NOT NULL CHECK (json_valid(done_by)),
    subject_id  TEXT NOT NULL,
    company_id  TEXT,
    case_id     TEXT,
    detail      TEXT NOT NULL,
    note        TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_case ON event (case_id, number);
CREATE INDEX event_by_company ON event (company_id, number);
CREATE INDEX event_by_subject ON event (subject_id, kind, detail);

CREATE TABLE answered_request (
    desk_id     TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer      TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (desk_id, request_key)
) STRICT;
CREATE INDEX answered_request_by_age ON answered_request (answered_at);
