// What only desk staff sees, the journal of changes, and what people decided.
MATCH (n:Actor|Offering) WHERE n.desk_only IS NULL SET n.desk_only = [];
CREATE CONSTRAINT batch_id IF NOT EXISTS FOR (b:Batch) REQUIRE b.id IS UNIQUE;
CREATE CONSTRAINT apart_pair IF NOT EXISTS FOR (a:Apart) REQUIRE (a.first_id, a.second_id) IS UNIQUE;
CREATE CONSTRAINT sender_columns_sender IF NOT EXISTS FOR (s:SenderColumns) REQUIRE s.sender IS UNIQUE;
CREATE INDEX batch_version IF NOT EXISTS FOR (b:Batch) ON (b.version);
CREATE INDEX change_fact IF NOT EXISTS FOR (c:Change) ON (c.fact_id);
