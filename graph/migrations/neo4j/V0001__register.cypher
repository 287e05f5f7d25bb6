// Every id is unique. These constraints are what MERGE relies on, and their indexes find a fact by its id.
CREATE CONSTRAINT register_id IF NOT EXISTS FOR (r:Register) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (m:Migration) REQUIRE m.number IS UNIQUE;
CREATE CONSTRAINT document_id IF NOT EXISTS FOR (d:Document) REQUIRE d.id IS UNIQUE;
CREATE CONSTRAINT place_id IF NOT EXISTS FOR (p:Place) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT theme_id IF NOT EXISTS FOR (t:Theme) REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (a:Actor) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT offering_id IF NOT EXISTS FOR (o:Offering) REQUIRE o.id IS UNIQUE;
