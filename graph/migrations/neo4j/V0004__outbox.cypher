// Mail that waits to be sent, and which was: what each is about, never what it says.
CREATE CONSTRAINT mail_id IF NOT EXISTS FOR (m:Mail) REQUIRE m.id IS UNIQUE;
CREATE INDEX mail_to_send IF NOT EXISTS FOR (m:Mail) ON (m.state, m.next_try_at, m.id);
CREATE INDEX mail_subject IF NOT EXISTS FOR (m:Mail) ON (m.subject_id);
CREATE INDEX mail_company IF NOT EXISTS FOR (m:Mail) ON (m.company_id);
