-- Questions that were judged, and where each is sent. Neither the sectors nor what a question is sent to are
-- references: a precedent is read as a whole, and what it is sent to may be gone and come back.

CREATE TABLE precedent (
    id              TEXT PRIMARY KEY,
    text            TEXT NOT NULL,
    need_kinds      TEXT NOT NULL CHECK (json_valid(need_kinds)),
    sectors         TEXT NOT NULL CHECK (json_valid(sectors)),
    referred_to     TEXT NOT NULL CHECK (json_valid(referred_to)),
    referred_grades TEXT NOT NULL CHECK (json_valid(referred_grades))
) STRICT;
