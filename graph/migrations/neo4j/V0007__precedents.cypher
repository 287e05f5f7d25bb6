// Questions that were judged, and where each is sent, as lists of ids: what a question is sent to may be gone.
CREATE CONSTRAINT precedent_id IF NOT EXISTS FOR (p:Precedent) REQUIRE p.id IS UNIQUE;
