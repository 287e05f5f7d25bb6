-- Mail that waits to be sent, and which was: what each is about, never what it says.

CREATE TABLE mail (
    id           TEXT PRIMARY KEY,
    desk_id      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    company_id   TEXT,
    recipient    TEXT NOT NULL,
    language     TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    next_try_at  TEXT NOT NULL,
    state        TEXT NOT NULL,
    tries        INTEGER NOT NULL,
    settled_at   TEXT
) STRICT;
CREATE INDEX mail_to_send ON mail (state, next_try_at, id);
CREATE INDEX mail_by_subject ON mail (subject_id);
CREATE INDEX mail_by_company ON mail (company_id);
