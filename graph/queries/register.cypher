// Every query of the register in Cypher 5 (Neo4j). The twin in SQL has the same queries in the same order.
// How to read the comment lines above a statement: see graph/catalogue.py.
// The engine puts CYPHER 5 before each statement.

// -- register_version --
// The number that grows with every stored change.
// params: none
// columns: version
MATCH (r:Register {id: 'register'}) RETURN r.version AS version;

// -- grow_version --
// Count one more stored change.
// params: none
// columns: version
MATCH (r:Register {id: 'register'}) SET r.version = r.version + 1 RETURN r.version AS version;

// -- counts --
// How many facts of each kind there are.
// params: none
// columns: documents, places, themes, actors, offerings, relations, precedents
RETURN COUNT { (:Document) } AS documents,
       COUNT { (:Place) } AS places,
       COUNT { (:Theme) } AS themes,
       COUNT { (:Actor) } AS actors,
       COUNT { (:Offering) } AS offerings,
       COUNT {
         (:Actor)-[:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]->()
       } AS relations,
       COUNT { (:Precedent) } AS precedents;

// -- present --
// Which of these ids the register knows, by kind.
// params: documents, places, themes, actors, offerings
// columns: kind, id
MATCH (n:Document) WHERE n.id IN $documents RETURN 'documents' AS kind, n.id AS id
UNION ALL
MATCH (n:Place) WHERE n.id IN $places RETURN 'places' AS kind, n.id AS id
UNION ALL
MATCH (n:Theme) WHERE n.id IN $themes RETURN 'themes' AS kind, n.id AS id
UNION ALL
MATCH (n:Actor) WHERE n.id IN $actors RETURN 'actors' AS kind, n.id AS id
UNION ALL
MATCH (n:Offering) WHERE n.id IN $offerings RETURN 'offerings' AS kind, n.id AS id;

// -- document_ids --
// The ids of all documents.
// params: none
// columns: id
MATCH (n:Document) RETURN n.id AS id ORDER BY id;

// -- place_ids --
// The ids of all places.
// params: none
// columns: id
MATCH (n:Place) RETURN n.id AS id ORDER BY id;

// -- theme_ids --
// The ids of all themes.
// params: none
// columns: id
MATCH (n:Theme) RETURN n.id AS id ORDER BY id;

// -- actor_ids --
// The ids of all actors.
// params: none
// columns: id
MATCH (n:Actor) RETURN n.id AS id ORDER BY id;

// -- offering_ids --
// The ids of all offerings.
// params: none
// columns: id
MATCH (n:Offering) RETURN n.id AS id ORDER BY id;

// -- precedent_ids --
// The ids of all precedents.
// params: none
// columns: id
MATCH (n:Precedent) RETURN n.id AS id ORDER BY id;

// -- documents_by_id --
// Documents with these ids.
// params: ids
// columns: id, title, publisher, published_on, file, licence
MATCH (d:Document) WHERE d.id IN $ids
RETURN d.id AS id, d.title AS title, d.publisher AS publisher, toString(d.published_on) AS published_on,
       d.file AS file, d.licence AS licence
ORDER BY id;

// -- put_documents --
// Add a document or replace what is known of it.
// rows: id, title, publisher, published_on, file, licence
// columns: none
UNWIND $rows AS row
MERGE (d:Document {id: row.id})
SET d = {id: row.id, title: row.title, publisher: row.publisher, published_on: date(row.published_on),
         file: row.file, licence: row.licence};

// -- remove_documents --
// Remove a document.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (n:Document {id: row.id}) DETACH DELETE n;

// -- places_by_id --
// Places with these ids, with what contains and what succeeds them.
// params: ids
// columns: id, name, kind, code, aliases[], within[], latitude, longitude, valid_from, valid_until,
//           successor_id
MATCH (p:Place) WHERE p.id IN $ids
OPTIONAL MATCH (p)-[:SUCCEEDED_BY]->(successor:Place)
RETURN p.id AS id, p.name AS name, p.kind AS kind, p.code AS code, p.aliases AS aliases,
       COLLECT { MATCH (p)-[w:WITHIN]->(outer:Place) RETURN outer.id ORDER BY w.position } AS within,
       p.latitude AS latitude, p.longitude AS longitude, toString(p.valid_from) AS valid_from,
       toString(p.valid_until) AS valid_until, successor.id AS successor_id
ORDER BY id;

// -- places_around --
// The ids of a place and of all that contain it, directly or further up.
// params: place_id
// columns: id
MATCH (:Place {id: $place_id})-[:WITHIN*0..]->(p:Place)
RETURN DISTINCT p.id AS id
ORDER BY id;

// -- put_places --
// Add a place or replace what is known of it, its ties to other places apart.
// rows: id, name, kind, code, aliases, latitude, longitude, valid_from, valid_until
// columns: none
UNWIND $rows AS row
MERGE (p:Place {id: row.id})
SET p = {id: row.id, name: row.name, kind: row.kind, code: row.code, aliases: row.aliases,
         latitude: row.latitude, longitude: row.longitude, valid_from: date(row.valid_from),
         valid_until: date(row.valid_until)};

// -- unlink_place_successor --
// Forget what succeeds a place.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Place {id: row.id})-[s:SUCCEEDED_BY]->() DELETE s;

// -- link_place_successor --
// State what succeeds a place.
// rows: id, successor_id
// columns: none
UNWIND $rows AS row
MATCH (p:Place {id: row.id})
MATCH (successor:Place {id: row.successor_id})
CREATE (p)-[:SUCCEEDED_BY]->(successor);

// -- unlink_place_within --
// Forget in which places a place lies.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Place {id: row.id})-[old:WITHIN]->() DELETE old;

// -- link_place_within --
// State in which place a place lies.
// rows: id, position, within_id
// columns: none
UNWIND $rows AS row
MATCH (n:Place {id: row.id})
MATCH (target:Place {id: row.within_id})
CREATE (n)-[:WITHIN {position: row.position}]->(target);

// -- remove_places --
// Remove a place with its ties to other places.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (n:Place {id: row.id}) DETACH DELETE n;

// -- themes_by_id --
// Themes with these ids, with the themes directly above them.
// params: ids
// columns: id, kind, label_nl, label_en, synonyms_nl[], synonyms_en[], broader[], target_group
MATCH (t:Theme) WHERE t.id IN $ids
RETURN t.id AS id, t.kind AS kind, t.label_nl AS label_nl, t.label_en AS label_en,
       t.synonyms_nl AS synonyms_nl, t.synonyms_en AS synonyms_en,
       COLLECT { MATCH (t)-[b:BROADER]->(above:Theme) RETURN above.id ORDER BY b.position } AS broader,
       t.target_group AS target_group
ORDER BY id;

// -- put_themes --
// Add a theme or replace what is known of it, the themes above it apart.
// rows: id, kind, label_nl, label_en, synonyms_nl, synonyms_en, target_group
// columns: none
UNWIND $rows AS row
MERGE (t:Theme {id: row.id})
SET t = {id: row.id, kind: row.kind, label_nl: row.label_nl, label_en: row.label_en,
         synonyms_nl: row.synonyms_nl, synonyms_en: row.synonyms_en, target_group: row.target_group};

// -- unlink_theme_broader --
// Forget the themes above a theme.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Theme {id: row.id})-[old:BROADER]->() DELETE old;

// -- link_theme_broader --
// State a theme directly above a theme.
// rows: id, position, broader_id
// columns: none
UNWIND $rows AS row
MATCH (n:Theme {id: row.id})
MATCH (target:Theme {id: row.broader_id})
CREATE (n)-[:BROADER {position: row.position}]->(target);

// -- remove_themes --
// Remove a theme with its ties to other themes.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (n:Theme {id: row.id}) DETACH DELETE n;

// -- actors_by_id --
// Actors with these ids, with place, themes and sources.
// params: ids
// columns: id, name, kind, description_nl, description_en, aliases[], place_id, themes[], website,
//           kvk_number, status, desk_only[], sources[]
MATCH (a:Actor) WHERE a.id IN $ids
OPTIONAL MATCH (a)-[:LOCATED_IN]->(p:Place)
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.description_nl AS description_nl,
       a.description_en AS description_en, a.aliases AS aliases, p.id AS place_id,
       COLLECT { MATCH (a)-[x:ABOUT]->(t:Theme) RETURN t.id ORDER BY x.position } AS themes,
       a.website AS website, a.kvk_number AS kvk_number, a.status AS status,
       a.desk_only AS desk_only,
       COLLECT {
         MATCH (a)-[s:STATED_IN]->(d:Document)
         RETURN [d.id, s.first_line, s.last_line, toString(s.stated_on), toString(s.checked_on), s.checked_by]
         ORDER BY s.position
       } AS sources
ORDER BY id;

// -- actor_total --
// How many actors are of a kind, in or inside a place, on a theme or a narrower one.
// params: kind, place_id, theme_id
// columns: total
MATCH (a:Actor)
WHERE ($kind IS NULL OR a.kind = $kind)
  AND ($place_id IS NULL OR EXISTS { (a)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..]->(:Place {id: $place_id}) })
  AND ($theme_id IS NULL OR EXISTS { (a)-[:ABOUT]->(:Theme)-[:BROADER*0..]->(:Theme {id: $theme_id}) })
RETURN count(a) AS total;

// -- actor_page --
// One page of the ids of those actors, by name then id.
// params: kind, place_id, theme_id, offset, limit
// columns: id
MATCH (a:Actor)
WHERE ($kind IS NULL OR a.kind = $kind)
  AND ($place_id IS NULL OR EXISTS { (a)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..]->(:Place {id: $place_id}) })
  AND ($theme_id IS NULL OR EXISTS { (a)-[:ABOUT]->(:Theme)-[:BROADER*0..]->(:Theme {id: $theme_id}) })
RETURN a.id AS id
ORDER BY a.sort_key, id
SKIP $offset LIMIT $limit;

// -- put_actors --
// Add an actor with its place, or replace what is known of it; themes and sources apart.
// rows: id, name, sort_key, kind, description_nl, description_en, aliases, place_id, website, kvk_number,
//        status, desk_only
// columns: none
UNWIND $rows AS row
MERGE (a:Actor {id: row.id})
SET a = {id: row.id, name: row.name, sort_key: row.sort_key, kind: row.kind,
         description_nl: row.description_nl, description_en: row.description_en, aliases: row.aliases,
         website: row.website, kvk_number: row.kvk_number, status: row.status, desk_only: row.desk_only}
REMOVE a:Entrepreneur:Association:ServiceProvider:KnowledgeInstitution:Initiative:Government:Financier
SET a:$({entrepreneur: 'Entrepreneur', association: 'Association', service_provider: 'ServiceProvider',
         knowledge_institution: 'KnowledgeInstitution', initiative: 'Initiative', government: 'Government',
         financier: 'Financier'}[row.kind])
WITH a, row
CALL (a) { OPTIONAL MATCH (a)-[old:LOCATED_IN]->() DELETE old }
WITH a, row
MATCH (p:Place {id: row.place_id})
CREATE (a)-[:LOCATED_IN]->(p);

// -- unlink_actor_themes --
// Forget which themes an actor works on.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Actor {id: row.id})-[old:ABOUT]->() DELETE old;

// -- link_actor_themes --
// State a theme that an actor works on.
// rows: id, position, theme_id
// columns: none
UNWIND $rows AS row
MATCH (n:Actor {id: row.id})
MATCH (target:Theme {id: row.theme_id})
CREATE (n)-[:ABOUT {position: row.position}]->(target);

// -- unlink_actor_sources --
// Forget who stated what is known of an actor.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Actor {id: row.id})-[old:STATED_IN]->() DELETE old;

// -- link_actor_sources --
// State in which document, and where in it, an actor is spoken of.
// rows: id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by
// columns: none
UNWIND $rows AS row
MATCH (n:Actor {id: row.id})
MATCH (d:Document {id: row.document_id})
CREATE (n)-[:STATED_IN {position: row.position, first_line: row.first_line, last_line: row.last_line,
                        stated_on: date(row.stated_on), checked_on: date(row.checked_on),
                        checked_by: row.checked_by}]->(d);

// -- remove_actors --
// Remove an actor with the ties in which it stands.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (a:Actor {id: row.id}) DETACH DELETE a;

// -- offerings_by_id --
// Offerings with these ids, with provider, area, themes, sectors, exclusions and sources.
// params: ids
// columns: id, provider_id, title_nl, title_en, summary_nl, summary_en, next_step_nl, next_step_en,
//           need_kinds[], r_strategies[], target_groups[], sizes[], opens_on, closes_on, budget_euro,
//           budget_exhausted, capacity, places_left, requirements_nl[], requirements_en[],
//           question_languages[], question_texts[], status, desk_only[], area[], themes[], sectors[],
//           excluded_actors[], sources[]
MATCH (provider:Actor)-[:OFFERS]->(o:Offering) WHERE o.id IN $ids
RETURN o.id AS id, provider.id AS provider_id, o.title_nl AS title_nl, o.title_en AS title_en,
       o.summary_nl AS summary_nl, o.summary_en AS summary_en, o.next_step_nl AS next_step_nl,
       o.next_step_en AS next_step_en, o.need_kinds AS need_kinds, o.r_strategies AS r_strategies,
       o.target_groups AS target_groups, o.sizes AS sizes, toString(o.opens_on) AS opens_on,
       toString(o.closes_on) AS closes_on, o.budget_euro AS budget_euro, o.budget_exhausted AS
       budget_exhausted, o.capacity AS capacity, o.places_left AS places_left, o.requirements_nl AS
       requirements_nl, o.requirements_en AS requirements_en, o.question_languages AS
       question_languages, o.question_texts AS question_texts, o.status AS status,
       o.desk_only AS desk_only,
       COLLECT { MATCH (o)-[x:SERVES]->(p:Place) RETURN p.id ORDER BY x.position } AS area,
       COLLECT { MATCH (o)-[x:ABOUT]->(t:Theme) RETURN t.id ORDER BY x.position } AS themes,
       COLLECT { MATCH (o)-[x:ONLY_FOR]->(t:Theme) RETURN t.id ORDER BY x.position } AS sectors,
       COLLECT { MATCH (o)-[x:EXCLUDES]->(a:Actor) RETURN a.id ORDER BY x.position } AS excluded_actors,
       COLLECT {
         MATCH (o)-[s:STATED_IN]->(d:Document)
         RETURN [d.id, s.first_line, s.last_line, toString(s.stated_on), toString(s.checked_on), s.checked_by]
         ORDER BY s.position
       } AS sources
ORDER BY id;

// -- offering_total --
// How many offerings are a provider's, meet a kind of need, serve a place, are on a theme or a narrower one,
// and have a status.
// params: provider_id, need_kind, serves_place_id, theme_id, status
// columns: total
MATCH (o:Offering)
WHERE ($provider_id IS NULL OR EXISTS { (:Actor {id: $provider_id})-[:OFFERS]->(o) })
  AND ($need_kind IS NULL OR $need_kind IN o.need_kinds)
  AND ($status IS NULL OR o.status = $status)
  AND ($serves_place_id IS NULL
       OR EXISTS { (o)-[:SERVES]->(:Place)<-[:WITHIN*0..]-(:Place {id: $serves_place_id}) })
  AND ($theme_id IS NULL OR EXISTS { (o)-[:ABOUT]->(:Theme)-[:BROADER*0..]->(:Theme {id: $theme_id}) })
RETURN count(o) AS total;

// -- offering_page --
// One page of the ids of those offerings, by Dutch title then id.
// params: provider_id, need_kind, serves_place_id, theme_id, status, offset, limit
// columns: id
MATCH (o:Offering)
WHERE ($provider_id IS NULL OR EXISTS { (:Actor {id: $provider_id})-[:OFFERS]->(o) })
  AND ($need_kind IS NULL OR $need_kind IN o.need_kinds)
  AND ($status IS NULL OR o.status = $status)
  AND ($serves_place_id IS NULL
       OR EXISTS { (o)-[:SERVES]->(:Place)<-[:WITHIN*0..]-(:Place {id: $serves_place_id}) })
  AND ($theme_id IS NULL OR EXISTS { (o)-[:ABOUT]->(:Theme)-[:BROADER*0..]->(:Theme {id: $theme_id}) })
RETURN o.id AS id
ORDER BY o.sort_key, id
SKIP $offset LIMIT $limit;

// -- put_offerings --
// Add an offering with its provider, or replace what is known of it; its other ties apart.
// rows: id, provider_id, title_nl, title_en, sort_key, summary_nl, summary_en, next_step_nl,
//        next_step_en, need_kinds, r_strategies, target_groups, sizes, opens_on, closes_on, budget_euro,
//        budget_exhausted, capacity, places_left, requirements_nl, requirements_en, question_languages,
//        question_texts, status, desk_only
// columns: none
UNWIND $rows AS row
MATCH (provider:Actor {id: row.provider_id})
MERGE (o:Offering {id: row.id})
SET o = {id: row.id, title_nl: row.title_nl, title_en: row.title_en, sort_key: row.sort_key, summary_nl:
         row.summary_nl, summary_en: row.summary_en, next_step_nl: row.next_step_nl, next_step_en:
         row.next_step_en, need_kinds: row.need_kinds, r_strategies: row.r_strategies, target_groups:
         row.target_groups, sizes: row.sizes, opens_on: date(row.opens_on), closes_on:
         date(row.closes_on), budget_euro: row.budget_euro, budget_exhausted: row.budget_exhausted,
         capacity: row.capacity, places_left: row.places_left, requirements_nl: row.requirements_nl,
         requirements_en: row.requirements_en, question_languages: row.question_languages,
         question_texts: row.question_texts, status: row.status, desk_only: row.desk_only}
WITH provider, o
CALL (o) { OPTIONAL MATCH ()-[old:OFFERS]->(o) DELETE old }
CREATE (provider)-[:OFFERS]->(o);

// -- unlink_offering_area --
// Forget which places an offering serves.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Offering {id: row.id})-[old:SERVES]->() DELETE old;

// -- link_offering_area --
// State a place that an offering serves.
// rows: id, position, place_id
// columns: none
UNWIND $rows AS row
MATCH (n:Offering {id: row.id})
MATCH (target:Place {id: row.place_id})
CREATE (n)-[:SERVES {position: row.position}]->(target);

// -- unlink_offering_themes --
// Forget what an offering is about.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Offering {id: row.id})-[old:ABOUT]->() DELETE old;

// -- link_offering_themes --
// State a theme that an offering is about.
// rows: id, position, theme_id
// columns: none
UNWIND $rows AS row
MATCH (n:Offering {id: row.id})
MATCH (target:Theme {id: row.theme_id})
CREATE (n)-[:ABOUT {position: row.position}]->(target);

// -- unlink_offering_sectors --
// Forget to which sectors an offering is restricted.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Offering {id: row.id})-[old:ONLY_FOR]->() DELETE old;

// -- link_offering_sectors --
// State a sector to which an offering is restricted.
// rows: id, position, theme_id
// columns: none
UNWIND $rows AS row
MATCH (n:Offering {id: row.id})
MATCH (target:Theme {id: row.theme_id})
CREATE (n)-[:ONLY_FOR {position: row.position}]->(target);

// -- unlink_offering_excluded_actors --
// Forget which actors an offering is not for.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Offering {id: row.id})-[old:EXCLUDES]->() DELETE old;

// -- link_offering_excluded_actors --
// State an actor that an offering is not for.
// rows: id, position, actor_id
// columns: none
UNWIND $rows AS row
MATCH (n:Offering {id: row.id})
MATCH (target:Actor {id: row.actor_id})
CREATE (n)-[:EXCLUDES {position: row.position}]->(target);

// -- unlink_offering_sources --
// Forget who stated what is known of an offering.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (:Offering {id: row.id})-[old:STATED_IN]->() DELETE old;

// -- link_offering_sources --
// State in which document, and where in it, an offering is spoken of.
// rows: id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by
// columns: none
UNWIND $rows AS row
MATCH (n:Offering {id: row.id})
MATCH (d:Document {id: row.document_id})
CREATE (n)-[:STATED_IN {position: row.position, first_line: row.first_line, last_line: row.last_line,
                        stated_on: date(row.stated_on), checked_on: date(row.checked_on),
                        checked_by: row.checked_by}]->(d);

// -- remove_offerings --
// Remove an offering with the ties that point to it.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (o:Offering {id: row.id}) DETACH DELETE o;

// -- relations_from --
// The ties in which one of these actors stands first.
// params: ids
// columns: id, subject_id, kind, object_id, note_nl, note_en, status, sources[]
MATCH (subject:Actor) WHERE subject.id IN $ids
MATCH (subject)-[r:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]->()
RETURN r.id AS id, startNode(r).id AS subject_id, type(r) AS kind, endNode(r).id AS object_id,
       r.note_nl AS note_nl, r.note_en AS note_en, r.status AS status, r.sources AS sources
ORDER BY id;

// -- relations_of --
// The ties in which one actor or offering stands, first or last.
// params: node_id
// columns: id, subject_id, kind, object_id, note_nl, note_en, status, sources[]
CALL () {
  MATCH (n:Actor {id: $node_id}) RETURN n
  UNION
  MATCH (n:Offering {id: $node_id}) RETURN n
}
MATCH (n)-[r:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]-()
RETURN DISTINCT r.id AS id, startNode(r).id AS subject_id, type(r) AS kind, endNode(r).id AS object_id,
       r.note_nl AS note_nl, r.note_en AS note_en, r.status AS status, r.sources AS sources
ORDER BY id;

// -- put_relations --
// Add a tie or replace what is known of it.
// rows: id, subject_id, kind, object_id, note_nl, note_en, status, sources
// columns: none
UNWIND $rows AS row
MATCH (subject:Actor {id: row.subject_id})
OPTIONAL MATCH (actor:Actor {id: row.object_id})
OPTIONAL MATCH (offering:Offering {id: row.object_id})
WITH row, subject, coalesce(actor, offering) AS object
CALL (row, subject) { OPTIONAL MATCH (subject)-[old {id: row.id}]->() DELETE old }
CREATE (subject)-[:$(row.kind) {id: row.id, note_nl: row.note_nl, note_en: row.note_en, status: row.status,
                               sources: row.sources}]->(object);

// -- remove_relations --
// Remove a tie.
// rows: id, subject_id
// columns: none
UNWIND $rows AS row
MATCH (:Actor {id: row.subject_id})-[r {id: row.id}]->() DELETE r;

// -- precedents_by_id --
// Precedents with these ids.
// params: ids
// columns: id, text, need_kinds[], sectors[], referred_to[], referred_grades[]
MATCH (p:Precedent) WHERE p.id IN $ids
RETURN p.id AS id, p.text AS text, p.need_kinds AS need_kinds, p.sectors AS sectors,
       p.referred_to AS referred_to, p.referred_grades AS referred_grades
ORDER BY id;

// -- precedents_sent_to --
// The ids of the precedents that are sent to an actor.
// params: actor_id
// columns: id
MATCH (p:Precedent) WHERE $actor_id IN p.referred_to RETURN p.id AS id ORDER BY id;

// -- put_precedents --
// Add a precedent or replace what is known of it.
// rows: id, text, need_kinds, sectors, referred_to, referred_grades
// columns: none
UNWIND $rows AS row
MERGE (p:Precedent {id: row.id})
SET p = {id: row.id, text: row.text, need_kinds: row.need_kinds, sectors: row.sectors,
         referred_to: row.referred_to, referred_grades: row.referred_grades};

// -- remove_precedents --
// Remove a precedent.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (n:Precedent {id: row.id}) DELETE n;

// -- mentions --
// Which facts refer to one of these documents, places, themes, actors or offerings.
// params: documents, places, themes, actors, offerings
// columns: kind, id, target
MATCH (d:Document) WHERE d.id IN $documents
MATCH (n)-[:STATED_IN]->(d)
RETURN CASE WHEN n:Actor THEN 'actor' ELSE 'offering' END AS kind, n.id AS id, d.id AS target
UNION
UNWIND $documents AS document_id
MATCH (:Actor)-[r:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]->()
WHERE any(source IN r.sources WHERE source STARTS WITH '["' + document_id + '",')
RETURN 'relation' AS kind, r.id AS id, document_id AS target
UNION
MATCH (p:Place) WHERE p.id IN $places
MATCH (n)-[:WITHIN|SUCCEEDED_BY|LOCATED_IN|SERVES]->(p)
RETURN CASE WHEN n:Actor THEN 'actor' WHEN n:Offering THEN 'offering' ELSE 'place' END AS kind, n.id AS id,
       p.id AS target
UNION
MATCH (t:Theme) WHERE t.id IN $themes
MATCH (n)-[:BROADER|ABOUT|ONLY_FOR]->(t)
RETURN CASE WHEN n:Actor THEN 'actor' WHEN n:Offering THEN 'offering' ELSE 'theme' END AS kind, n.id AS id,
       t.id AS target
UNION
UNWIND $themes AS theme_id
MATCH (p:Precedent) WHERE theme_id IN p.sectors
RETURN 'precedent' AS kind, p.id AS id, theme_id AS target
UNION
MATCH (a:Actor) WHERE a.id IN $actors
MATCH (a)-[:OFFERS|EXCLUDES]-(o:Offering)
RETURN 'offering' AS kind, o.id AS id, a.id AS target
UNION
MATCH (a:Actor) WHERE a.id IN $actors
MATCH (a)-[r:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]-()
RETURN 'relation' AS kind, r.id AS id, a.id AS target
UNION
MATCH (o:Offering) WHERE o.id IN $offerings
MATCH (o)<-[r:PART_OF|MEMBER_OF|PARTNER_IN|FUNDS|ORGANISES|COOPERATES_WITH|OPERATES|PARTICIPATES_IN|USES|INFORMS_ABOUT|IN_CONTACT_WITH]-()
RETURN 'relation' AS kind, r.id AS id, o.id AS target;

// -- batch_total --
// How many batches of changes the journal holds.
// params: none
// columns: total
RETURN COUNT { (:Batch) } AS total;

// -- batch_page --
// One page of the ids of batches, the latest stored first.
// params: offset, limit
// columns: id
MATCH (b:Batch) RETURN b.id AS id ORDER BY b.version DESC SKIP $offset LIMIT $limit;

// -- batches_by_id --
// Batches with these ids.
// params: ids
// columns: id, kind, made_by, made_at, title, sender, added, changed, same, removed, undone_at, undone_by
MATCH (b:Batch) WHERE b.id IN $ids
RETURN b.id AS id, b.kind AS kind, b.made_by AS made_by, toString(b.made_at) AS made_at, b.title AS title,
       b.sender AS sender, b.added AS added, b.changed AS changed, b.same AS same, b.removed AS removed,
       toString(b.undone_at) AS undone_at, b.undone_by AS undone_by
ORDER BY id;

// -- put_batches --
// Add a batch, made at the present version.
// rows: id, kind, made_by, made_at, title, sender, added, changed, same, removed
// columns: none
UNWIND $rows AS row
MATCH (r:Register {id: 'register'})
CREATE (:Batch {id: row.id, version: r.version, kind: row.kind, made_by: row.made_by,
                made_at: datetime(row.made_at), title: row.title, sender: row.sender, added: row.added,
                changed: row.changed, same: row.same, removed: row.removed});

// -- mark_undone --
// Note that a batch was undone, at the present version.
// rows: id, undone_at, undone_by
// columns: none
UNWIND $rows AS row
MATCH (r:Register {id: 'register'})
MATCH (b:Batch {id: row.id})
SET b.undone_at = datetime(row.undone_at), b.undone_by = row.undone_by, b.undone_version = r.version;

// -- batches_since --
// The batches that were made or undone after a version, with the version that each made and how much it changed.
// params: version
// columns: id, version, changes
CALL () {
  MATCH (b:Batch) WHERE b.version > $version RETURN b, b.version AS version
  UNION ALL
  MATCH (b:Batch) WHERE b.undone_version > $version RETURN b, b.undone_version AS version
}
RETURN b.id AS id, version, b.added + b.changed + b.removed AS changes
ORDER BY version;

// -- changed_facts --
// What batches changed, each fact once.
// params: ids
// columns: kind, fact_id
MATCH (b:Batch) WHERE b.id IN $ids
MATCH (b)-[:MADE]->(c:Change)
RETURN DISTINCT c.kind AS kind, c.fact_id AS fact_id
ORDER BY kind, fact_id;

// -- put_changes --
// Add a change to a batch.
// rows: batch_id, position, kind, fact_id, fact_before, fact_after
// columns: none
UNWIND $rows AS row
MATCH (b:Batch {id: row.batch_id})
CREATE (b)-[:MADE]->(:Change {position: row.position, kind: row.kind, fact_id: row.fact_id,
                              fact_before: row.fact_before, fact_after: row.fact_after});

// -- change_total --
// How many changes a batch has.
// params: batch_id
// columns: total
MATCH (:Batch {id: $batch_id})-[:MADE]->(c:Change) RETURN count(c) AS total;

// -- change_page --
// One page of the changes of a batch, by position.
// params: batch_id, offset, limit
// columns: batch_id, position, kind, fact_id, fact_before, fact_after
MATCH (b:Batch {id: $batch_id})-[:MADE]->(c:Change)
RETURN b.id AS batch_id, c.position AS position, c.kind AS kind, c.fact_id AS fact_id,
       c.fact_before AS fact_before, c.fact_after AS fact_after
ORDER BY position
SKIP $offset LIMIT $limit;

// -- history --
// What batches did to an actor, offering or tie, the latest stored first.
// params: fact_id
// columns: batch_id, position, kind, fact_id, fact_before, fact_after
MATCH (c:Change {fact_id: $fact_id}) WHERE c.kind IN ['actor', 'offering', 'relation']
MATCH (b:Batch)-[:MADE]->(c)
RETURN b.id AS batch_id, c.position AS position, c.kind AS kind, c.fact_id AS fact_id,
       c.fact_before AS fact_before, c.fact_after AS fact_after
ORDER BY b.version DESC, position DESC;

// -- forget_changes --
// Take what the journal tells of an actor or offering, its ties and what was sent to it out of the journal.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (c:Change)
WHERE (c.kind IN ['actor', 'offering'] AND c.fact_id = row.id)
   OR (c.kind = 'relation' AND (c.fact_id STARTS WITH row.id + ':' OR c.fact_id ENDS WITH ':' + row.id))
   OR (c.kind = 'precedent'
       AND coalesce(c.fact_before, '') + coalesce(c.fact_after, '') CONTAINS '"to":"' + row.id + '"')
DETACH DELETE c;

// -- aparts --
// The pairs of actors that somebody decided are different, of which both are there.
// params: none
// columns: first_id, second_id, decided_by, decided_at
MATCH (x:Apart)
WHERE EXISTS { (:Actor {id: x.first_id}) } AND EXISTS { (:Actor {id: x.second_id}) }
RETURN x.first_id AS first_id, x.second_id AS second_id, x.decided_by AS decided_by,
       toString(x.decided_at) AS decided_at
ORDER BY first_id, second_id;

// -- put_aparts --
// Remember that two actors are different; what was decided before stays.
// rows: first_id, second_id, decided_by, decided_at
// columns: none
UNWIND $rows AS row
MERGE (x:Apart {first_id: row.first_id, second_id: row.second_id})
ON CREATE SET x.decided_by = row.decided_by, x.decided_at = datetime(row.decided_at);

// -- forget_aparts --
// Forget that two actors are different.
// rows: first_id, second_id
// columns: none
UNWIND $rows AS row
MATCH (x:Apart {first_id: row.first_id, second_id: row.second_id}) DELETE x;

// -- forget_aparts_of --
// Forget every decision about one actor.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (x:Apart) WHERE row.id IN [x.first_id, x.second_id] DELETE x;

// -- columns_of --
// Which field each column of a sender's lists holds.
// params: sender
// columns: headers[], fields[]
MATCH (s:SenderColumns {sender: $sender}) RETURN s.headers AS headers, s.fields AS fields;

// -- put_columns --
// Remember which field each column of a sender's lists holds.
// rows: sender, headers, fields
// columns: none
UNWIND $rows AS row
MERGE (s:SenderColumns {sender: row.sender})
SET s.headers = row.headers, s.fields = row.fields;
