-- Every query of the register in SQL (SQLite). The twin in Cypher has the same queries in the same order.
-- How to read the comment lines above a statement: see graph/catalogue.py.

-- -- register_version --
-- The number that grows with every stored change.
-- params: none
-- columns: version
SELECT version FROM register;

-- -- grow_version --
-- Count one more stored change.
-- params: none
-- columns: version
UPDATE register SET version = version + 1 RETURNING version;

-- -- counts --
-- How many facts of each kind there are.
-- params: none
-- columns: documents, places, themes, actors, offerings, relations, precedents
SELECT (SELECT count(*) FROM document) AS documents,
       (SELECT count(*) FROM place) AS places,
       (SELECT count(*) FROM theme) AS themes,
       (SELECT count(*) FROM actor) AS actors,
       (SELECT count(*) FROM offering) AS offerings,
       (SELECT count(*) FROM relation) AS relations,
       (SELECT count(*) FROM precedent) AS precedents;

-- -- present --
-- Which of these ids the register knows, by kind.
-- params: documents, places, themes, actors, offerings
-- columns: kind, id
SELECT 'documents' AS kind, id FROM document WHERE id IN (SELECT value FROM json_each(:documents))
UNION ALL
SELECT 'places' AS kind, id FROM place WHERE id IN (SELECT value FROM json_each(:places))
UNION ALL
SELECT 'themes' AS kind, id FROM theme WHERE id IN (SELECT value FROM json_each(:themes))
UNION ALL
SELECT 'actors' AS kind, id FROM actor WHERE id IN (SELECT value FROM json_each(:actors))
UNION ALL
SELECT 'offerings' AS kind, id FROM offering WHERE id IN (SELECT value FROM json_each(:offerings));

-- -- document_ids --
-- The ids of all documents.
-- params: none
-- columns: id
SELECT id FROM document ORDER BY id;

-- -- place_ids --
-- The ids of all places.
-- params: none
-- columns: id
SELECT id FROM place ORDER BY id;

-- -- theme_ids --
-- The ids of all themes.
-- params: none
-- columns: id
SELECT id FROM theme ORDER BY id;

-- -- actor_ids --
-- The ids of all actors.
-- params: none
-- columns: id
SELECT id FROM actor ORDER BY id;

-- -- offering_ids --
-- The ids of all offerings.
-- params: none
-- columns: id
SELECT id FROM offering ORDER BY id;

-- -- precedent_ids --
-- The ids of all precedents.
-- params: none
-- columns: id
SELECT id FROM precedent ORDER BY id;

-- -- documents_by_id --
-- Documents with these ids.
-- params: ids
-- columns: id, title, publisher, published_on, file, licence
SELECT id, title, publisher, published_on, file, licence
FROM document
WHERE id IN (SELECT value FROM json_each(:ids))
ORDER BY id;

-- -- put_documents --
-- Add a document or replace what is known of it.
-- rows: id, title, publisher, published_on, file, licence
-- columns: none
INSERT INTO document (id, title, publisher, published_on, file, licence)
VALUES (:id, :title, :publisher, :published_on, :file, :licence)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title, publisher = excluded.publisher, published_on = excluded.published_on,
    file = excluded.file, licence = excluded.licence;

-- -- remove_documents --
-- Remove a document.
-- rows: id
-- columns: none
DELETE FROM document WHERE id = :id;

-- -- places_by_id --
-- Places with these ids, with what contains and what succeeds them.
-- params: ids
-- columns: id, name, kind, code, aliases[], within[], latitude, longitude, valid_from, valid_until,
--           successor_id
SELECT p.id, p.name, p.kind, p.code, p.aliases,
       (SELECT json_group_array(within_id)
        FROM (SELECT within_id FROM place_within WHERE place_id = p.id ORDER BY position)) AS "within",
       p.latitude, p.longitude, p.valid_from, p.valid_until, p.successor_id
FROM place AS p
WHERE p.id IN (SELECT value FROM json_each(:ids))
ORDER BY p.id;

-- -- places_around --
-- The ids of a place and of all that contain it, directly or further up.
-- params: place_id
-- columns: id
WITH RECURSIVE around (id) AS (
    SELECT id FROM place WHERE id = :place_id
    UNION
    SELECT w.within_id FROM place_within AS w JOIN around ON w.place_id = around.id
)
SELECT id FROM around ORDER BY id;

-- -- put_places --
-- Add a place or replace what is known of it, its ties to other places apart.
-- rows: id, name, kind, code, aliases, latitude, longitude, valid_from, valid_until
-- columns: none
INSERT INTO place (id, name, kind, code, aliases, latitude, longitude, valid_from, valid_until)
VALUES (:id, :name, :kind, :code, :aliases, :latitude, :longitude, :valid_from, :valid_until)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, code = excluded.code, aliases = excluded.aliases,
    latitude = excluded.latitude, longitude = excluded.longitude, valid_from = excluded.valid_from,
    valid_until = excluded.valid_until;

-- -- unlink_place_successor --
-- Forget what succeeds a place.
-- rows: id
-- columns: none
UPDATE place SET successor_id = NULL WHERE id = :id;

-- -- link_place_successor --
-- State what succeeds a place.
-- rows: id, successor_id
-- columns: none
UPDATE place SET successor_id = :successor_id WHERE id = :id;

-- -- unlink_place_within --
-- Forget in which places a place lies.
-- rows: id
-- columns: none
DELETE FROM place_within WHERE place_id = :id;

-- -- link_place_within --
-- State in which place a place lies.
-- rows: id, position, within_id
-- columns: none
INSERT INTO place_within (place_id, position, within_id) VALUES (:id, :position, :within_id);

-- -- remove_places --
-- Remove a place with its ties to other places.
-- rows: id
-- columns: none
DELETE FROM place WHERE id = :id;

-- -- themes_by_id --
-- Themes with these ids, with the themes directly above them.
-- params: ids
-- columns: id, kind, label_nl, label_en, synonyms_nl[], synonyms_en[], broader[], target_group
SELECT t.id, t.kind, t.label_nl, t.label_en, t.synonyms_nl, t.synonyms_en,
       (SELECT json_group_array(broader_id)
        FROM (SELECT broader_id FROM theme_broader WHERE theme_id = t.id ORDER BY position)) AS broader,
       t.target_group
FROM theme AS t
WHERE t.id IN (SELECT value FROM json_each(:ids))
ORDER BY t.id;

-- -- put_themes --
-- Add a theme or replace what is known of it, the themes above it apart.
-- rows: id, kind, label_nl, label_en, synonyms_nl, synonyms_en, target_group
-- columns: none
INSERT INTO theme (id, kind, label_nl, label_en, synonyms_nl, synonyms_en, target_group)
VALUES (:id, :kind, :label_nl, :label_en, :synonyms_nl, :synonyms_en, :target_group)
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind, label_nl = excluded.label_nl, label_en = excluded.label_en,
    synonyms_nl = excluded.synonyms_nl, synonyms_en = excluded.synonyms_en,
    target_group = excluded.target_group;

-- -- unlink_theme_broader --
-- Forget the themes above a theme.
-- rows: id
-- columns: none
DELETE FROM theme_broader WHERE theme_id = :id;

-- -- link_theme_broader --
-- State a theme directly above a theme.
-- rows: id, position, broader_id
-- columns: none
INSERT INTO theme_broader (theme_id, position, broader_id) VALUES (:id, :position, :broader_id);

-- -- remove_themes --
-- Remove a theme with its ties to other themes.
-- rows: id
-- columns: none
DELETE FROM theme WHERE id = :id;

-- -- actors_by_id --
-- Actors with these ids, with place, themes and sources.
-- params: ids
-- columns: id, name, kind, description_nl, description_en, aliases[], place_id, themes[], website,
--           kvk_number, status, desk_only[], sources[]
SELECT a.id, a.name, a.kind, a.description_nl, a.description_en, a.aliases, a.place_id,
       (SELECT json_group_array(theme_id)
        FROM (SELECT theme_id FROM actor_theme WHERE actor_id = a.id ORDER BY position)) AS themes,
       a.website, a.kvk_number, a.status, a.desk_only,
       (SELECT json_group_array(
            json_array(document_id, first_line, last_line, stated_on, checked_on, checked_by))
        FROM (SELECT * FROM actor_source WHERE actor_id = a.id ORDER BY position)) AS sources
FROM actor AS a
WHERE a.id IN (SELECT value FROM json_each(:ids))
ORDER BY a.id;

-- -- actor_total --
-- How many actors are of a kind, in or inside a place, on a theme or a narrower one.
-- params: kind, place_id, theme_id
-- columns: total
SELECT count(*) AS total
FROM actor AS a
WHERE (:kind IS NULL OR a.kind = :kind)
  AND (:place_id IS NULL OR a.place_id IN (
      WITH RECURSIVE inside (id) AS (
          SELECT :place_id
          UNION
          SELECT w.place_id FROM place_within AS w JOIN inside ON w.within_id = inside.id
      )
      SELECT id FROM inside))
  AND (:theme_id IS NULL OR a.id IN (
      WITH RECURSIVE below (id) AS (
          SELECT :theme_id
          UNION
          SELECT b.theme_id FROM theme_broader AS b JOIN below ON b.broader_id = below.id
      )
      SELECT actor_id FROM actor_theme WHERE theme_id IN (SELECT id FROM below)));

-- -- actor_page --
-- One page of the ids of those actors, by name then id.
-- params: kind, place_id, theme_id, offset, limit
-- columns: id
SELECT a.id
FROM actor AS a
WHERE (:kind IS NULL OR a.kind = :kind)
  AND (:place_id IS NULL OR a.place_id IN (
      WITH RECURSIVE inside (id) AS (
          SELECT :place_id
          UNION
          SELECT w.place_id FROM place_within AS w JOIN inside ON w.within_id = inside.id
      )
      SELECT id FROM inside))
  AND (:theme_id IS NULL OR a.id IN (
      WITH RECURSIVE below (id) AS (
          SELECT :theme_id
          UNION
          SELECT b.theme_id FROM theme_broader AS b JOIN below ON b.broader_id = below.id
      )
      SELECT actor_id FROM actor_theme WHERE theme_id IN (SELECT id FROM below)))
ORDER BY a.sort_key, a.id
LIMIT :limit OFFSET :offset;

-- -- put_actors --
-- Add an actor with its place, or replace what is known of it; themes and sources apart.
-- rows: id, name, sort_key, kind, description_nl, description_en, aliases, place_id, website, kvk_number,
--        status, desk_only
-- columns: none
INSERT INTO actor (id, name, sort_key, kind, description_nl, description_en, aliases, place_id, website,
                   kvk_number, status, desk_only)
VALUES (:id, :name, :sort_key, :kind, :description_nl, :description_en, :aliases, :place_id, :website,
        :kvk_number, :status, :desk_only)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, sort_key = excluded.sort_key, kind = excluded.kind,
    description_nl = excluded.description_nl, description_en = excluded.description_en,
    aliases = excluded.aliases, place_id = excluded.place_id, website = excluded.website,
    kvk_number = excluded.kvk_number, status = excluded.status, desk_only = excluded.desk_only;

-- -- unlink_actor_themes --
-- Forget which themes an actor works on.
-- rows: id
-- columns: none
DELETE FROM actor_theme WHERE actor_id = :id;

-- -- link_actor_themes --
-- State a theme that an actor works on.
-- rows: id, position, theme_id
-- columns: none
INSERT INTO actor_theme (actor_id, position, theme_id) VALUES (:id, :position, :theme_id);

-- -- unlink_actor_sources --
-- Forget who stated what is known of an actor.
-- rows: id
-- columns: none
DELETE FROM actor_source WHERE actor_id = :id;

-- -- link_actor_sources --
-- State in which document, and where in it, an actor is spoken of.
-- rows: id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by
-- columns: none
INSERT INTO actor_source
    (actor_id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by)
VALUES (:id, :position, :document_id, :first_line, :last_line, :stated_on, :checked_on, :checked_by);

-- -- remove_actors --
-- Remove an actor with the ties in which it stands.
-- rows: id
-- columns: none
DELETE FROM actor WHERE id = :id;

-- -- offerings_by_id --
-- Offerings with these ids, with provider, area, themes, sectors, exclusions and sources.
-- params: ids
-- columns: id, provider_id, title_nl, title_en, summary_nl, summary_en, next_step_nl, next_step_en,
--           need_kinds[], r_strategies[], target_groups[], sizes[], opens_on, closes_on, budget_euro,
--           budget_exhausted, capacity, places_left, requirements_nl[], requirements_en[],
--           question_languages[], question_texts[], status, desk_only[], area[], themes[], sectors[],
--           excluded_actors[], sources[]
SELECT o.id, o.provider_id, o.title_nl, o.title_en, o.summary_nl, o.summary_en, o.next_step_nl,
       o.next_step_en, o.need_kinds, o.r_strategies, o.target_groups, o.sizes, o.opens_on,
       o.closes_on, o.budget_euro, o.budget_exhausted, o.capacity, o.places_left, o.requirements_nl,
       o.requirements_en, o.question_languages, o.question_texts, o.status, o.desk_only,
       (SELECT json_group_array(place_id)
        FROM (SELECT place_id FROM offering_area WHERE offering_id = o.id ORDER BY position)) AS area,
       (SELECT json_group_array(theme_id)
        FROM (SELECT theme_id FROM offering_theme WHERE offering_id = o.id ORDER BY position)) AS themes,
       (SELECT json_group_array(theme_id)
        FROM (SELECT theme_id FROM offering_sector WHERE offering_id = o.id ORDER BY position)) AS sectors,
       (SELECT json_group_array(actor_id)
        FROM (SELECT actor_id FROM offering_excluded_actor WHERE offering_id = o.id ORDER BY position)
       ) AS excluded_actors,
       (SELECT json_group_array(
            json_array(document_id, first_line, last_line, stated_on, checked_on, checked_by))
        FROM (SELECT * FROM offering_source WHERE offering_id = o.id ORDER BY position)) AS sources
FROM offering AS o
WHERE o.id IN (SELECT value FROM json_each(:ids))
ORDER BY o.id;

-- -- offering_total --
-- How many offerings are a provider's, meet a kind of need, serve a place, are on a theme or a narrower one,
-- and have a status.
-- params: provider_id, need_kind, serves_place_id, theme_id, status
-- columns: total
SELECT count(*) AS total
FROM offering AS o
WHERE (:provider_id IS NULL OR o.provider_id = :provider_id)
  AND (:need_kind IS NULL OR :need_kind IN (SELECT value FROM json_each(o.need_kinds)))
  AND (:status IS NULL OR o.status = :status)
  AND (:serves_place_id IS NULL OR o.id IN (
      WITH RECURSIVE around (id) AS (
          SELECT :serves_place_id
          UNION
          SELECT w.within_id FROM place_within AS w JOIN around ON w.place_id = around.id
      )
      SELECT offering_id FROM offering_area WHERE place_id IN (SELECT id FROM around)))
  AND (:theme_id IS NULL OR o.id IN (
      WITH RECURSIVE below (id) AS (
          SELECT :theme_id
          UNION
          SELECT b.theme_id FROM theme_broader AS b JOIN below ON b.broader_id = below.id
      )
      SELECT offering_id FROM offering_theme WHERE theme_id IN (SELECT id FROM below)));

-- -- offering_page --
-- One page of the ids of those offerings, by Dutch title then id.
-- params: provider_id, need_kind, serves_place_id, theme_id, status, offset, limit
-- columns: id
SELECT o.id
FROM offering AS o
WHERE (:provider_id IS NULL OR o.provider_id = :provider_id)
  AND (:need_kind IS NULL OR :need_kind IN (SELECT value FROM json_each(o.need_kinds)))
  AND (:status IS NULL OR o.status = :status)
  AND (:serves_place_id IS NULL OR o.id IN (
      WITH RECURSIVE around (id) AS (
          SELECT :serves_place_id
          UNION
          SELECT w.within_id FROM place_within AS w JOIN around ON w.place_id = around.id
      )
      SELECT offering_id FROM offering_area WHERE place_id IN (SELECT id FROM around)))
  AND (:theme_id IS NULL OR o.id IN (
      WITH RECURSIVE below (id) AS (
          SELECT :theme_id
          UNION
          SELECT b.theme_id FROM theme_broader AS b JOIN below ON b.broader_id = below.id
      )
      SELECT offering_id FROM offering_theme WHERE theme_id IN (SELECT id FROM below)))
ORDER BY o.sort_key, o.id
LIMIT :limit OFFSET :offset;

-- -- put_offerings --
-- Add an offering with its provider, or replace what is known of it; its other ties apart.
-- rows: id, provider_id, title_nl, title_en, sort_key, summary_nl, summary_en, next_step_nl,
--        next_step_en, need_kinds, r_strategies, target_groups, sizes, opens_on, closes_on, budget_euro,
--        budget_exhausted, capacity, places_left, requirements_nl, requirements_en, question_languages,
--        question_texts, status, desk_only
-- columns: none
INSERT INTO offering (id, provider_id, title_nl, title_en, sort_key, summary_nl, summary_en, next_step_nl,
                      next_step_en, need_kinds, r_strategies, target_groups, sizes, opens_on, closes_on,
                      budget_euro, budget_exhausted, capacity, places_left, requirements_nl,
                      requirements_en, question_languages, question_texts, status, desk_only)
VALUES (:id, :provider_id, :title_nl, :title_en, :sort_key, :summary_nl, :summary_en, :next_step_nl,
        :next_step_en, :need_kinds, :r_strategies, :target_groups, :sizes, :opens_on, :closes_on,
        :budget_euro, :budget_exhausted, :capacity, :places_left, :requirements_nl, :requirements_en,
        :question_languages, :question_texts, :status, :desk_only)
ON CONFLICT (id) DO UPDATE SET
    provider_id = excluded.provider_id, title_nl = excluded.title_nl, title_en = excluded.title_en,
    sort_key = excluded.sort_key, summary_nl = excluded.summary_nl, summary_en = excluded.summary_en,
    next_step_nl = excluded.next_step_nl, next_step_en = excluded.next_step_en, need_kinds =
    excluded.need_kinds, r_strategies = excluded.r_strategies, target_groups = excluded.target_groups,
    sizes = excluded.sizes, opens_on = excluded.opens_on, closes_on = excluded.closes_on, budget_euro =
    excluded.budget_euro, budget_exhausted = excluded.budget_exhausted, capacity = excluded.capacity,
    places_left = excluded.places_left, requirements_nl = excluded.requirements_nl, requirements_en =
    excluded.requirements_en, question_languages = excluded.question_languages, question_texts =
    excluded.question_texts, status = excluded.status, desk_only = excluded.desk_only;

-- -- unlink_offering_area --
-- Forget which places an offering serves.
-- rows: id
-- columns: none
DELETE FROM offering_area WHERE offering_id = :id;

-- -- link_offering_area --
-- State a place that an offering serves.
-- rows: id, position, place_id
-- columns: none
INSERT INTO offering_area (offering_id, position, place_id) VALUES (:id, :position, :place_id);

-- -- unlink_offering_themes --
-- Forget what an offering is about.
-- rows: id
-- columns: none
DELETE FROM offering_theme WHERE offering_id = :id;

-- -- link_offering_themes --
-- State a theme that an offering is about.
-- rows: id, position, theme_id
-- columns: none
INSERT INTO offering_theme (offering_id, position, theme_id) VALUES (:id, :position, :theme_id);

-- -- unlink_offering_sectors --
-- Forget to which sectors an offering is restricted.
-- rows: id
-- columns: none
DELETE FROM offering_sector WHERE offering_id = :id;

-- -- link_offering_sectors --
-- State a sector to which an offering is restricted.
-- rows: id, position, theme_id
-- columns: none
INSERT INTO offering_sector (offering_id, position, theme_id) VALUES (:id, :position, :theme_id);

-- -- unlink_offering_excluded_actors --
-- Forget which actors an offering is not for.
-- rows: id
-- columns: none
DELETE FROM offering_excluded_actor WHERE offering_id = :id;

-- -- link_offering_excluded_actors --
-- State an actor that an offering is not for.
-- rows: id, position, actor_id
-- columns: none
INSERT INTO offering_excluded_actor (offering_id, position, actor_id) VALUES (:id, :position, :actor_id);

-- -- unlink_offering_sources --
-- Forget who stated what is known of an offering.
-- rows: id
-- columns: none
DELETE FROM offering_source WHERE offering_id = :id;

-- -- link_offering_sources --
-- State in which document, and where in it, an offering is spoken of.
-- rows: id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by
-- columns: none
INSERT INTO offering_source
    (offering_id, position, document_id, first_line, last_line, stated_on, checked_on, checked_by)
VALUES (:id, :position, :document_id, :first_line, :last_line, :stated_on, :checked_on, :checked_by);

-- -- remove_offerings --
-- Remove an offering with the ties that point to it.
-- rows: id
-- columns: none
DELETE FROM offering WHERE id = :id;

-- -- relations_from --
-- The ties in which one of these actors stands first.
-- params: ids
-- columns: id, subject_id, kind, object_id, note_nl, note_en, status, sources[]
SELECT r.id, r.subject_id, r.kind, coalesce(r.object_actor_id, r.object_offering_id) AS object_id,
       r.note_nl, r.note_en, r.status, r.sources
FROM relation AS r
WHERE r.subject_id IN (SELECT value FROM json_each(:ids))
ORDER BY r.id;

-- -- relations_of --
-- The ties in which one actor or offering stands, first or last.
-- params: node_id
-- columns: id, subject_id, kind, object_id, note_nl, note_en, status, sources[]
SELECT r.id, r.subject_id, r.kind, coalesce(r.object_actor_id, r.object_offering_id) AS object_id,
       r.note_nl, r.note_en, r.status, r.sources
FROM relation AS r
WHERE :node_id IN (r.subject_id, r.object_actor_id, r.object_offering_id)
ORDER BY r.id;

-- -- put_relations --
-- Add a tie or replace what is known of it.
-- rows: id, subject_id, kind, object_id, note_nl, note_en, status, sources
-- columns: none
INSERT INTO relation (id, subject_id, kind, object_actor_id, object_offering_id, note_nl, note_en, status,
                      sources)
VALUES (:id, :subject_id, :kind, (SELECT id FROM actor WHERE id = :object_id),
        (SELECT id FROM offering WHERE id = :object_id), :note_nl, :note_en, :status, :sources)
ON CONFLICT (id) DO UPDATE SET
    note_nl = excluded.note_nl, note_en = excluded.note_en, status = excluded.status,
    sources = excluded.sources;

-- -- remove_relations --
-- Remove a tie.
-- rows: id, subject_id
-- columns: none
DELETE FROM relation WHERE id = :id AND subject_id = :subject_id;

-- -- precedents_by_id --
-- Precedents with these ids.
-- params: ids
-- columns: id, text, need_kinds[], sectors[], referred_to[], referred_grades[]
SELECT id, text, need_kinds, sectors, referred_to, referred_grades
FROM precedent
WHERE id IN (SELECT value FROM json_each(:ids))
ORDER BY id;

-- -- precedents_sent_to --
-- The ids of the precedents that are sent to an actor.
-- params: actor_id
-- columns: id
SELECT p.id
FROM precedent AS p, json_each(p.referred_to) AS r
WHERE r.value = :actor_id
ORDER BY p.id;

-- -- put_precedents --
-- Add a precedent or replace what is known of it.
-- rows: id, text, need_kinds, sectors, referred_to, referred_grades
-- columns: none
INSERT INTO precedent (id, text, need_kinds, sectors, referred_to, referred_grades)
VALUES (:id, :text, :need_kinds, :sectors, :referred_to, :referred_grades)
ON CONFLICT (id) DO UPDATE SET
    text = excluded.text, need_kinds = excluded.need_kinds, sectors = excluded.sectors,
    referred_to = excluded.referred_to, referred_grades = excluded.referred_grades;

-- -- remove_precedents --
-- Remove a precedent.
-- rows: id
-- columns: none
DELETE FROM precedent WHERE id = :id;

-- -- mentions --
-- Which facts refer to one of these documents, places, themes, actors or offerings.
-- params: documents, places, themes, actors, offerings
-- columns: kind, id, target
SELECT 'actor' AS kind, actor_id AS id, document_id AS target
FROM actor_source WHERE document_id IN (SELECT value FROM json_each(:documents))
UNION
SELECT 'offering', offering_id, document_id
FROM offering_source WHERE document_id IN (SELECT value FROM json_each(:documents))
UNION
SELECT 'relation', r.id, json_extract(s.value, '$[0]')
FROM relation AS r, json_each(r.sources) AS s
WHERE json_extract(s.value, '$[0]') IN (SELECT value FROM json_each(:documents))
UNION
SELECT 'place', place_id, within_id FROM place_within
WHERE within_id IN (SELECT value FROM json_each(:places))
UNION
SELECT 'place', id, successor_id FROM place WHERE successor_id IN (SELECT value FROM json_each(:places))
UNION
SELECT 'actor', id, place_id FROM actor WHERE place_id IN (SELECT value FROM json_each(:places))
UNION
SELECT 'offering', offering_id, place_id FROM offering_area
WHERE place_id IN (SELECT value FROM json_each(:places))
UNION
SELECT 'theme', theme_id, broader_id FROM theme_broader
WHERE broader_id IN (SELECT value FROM json_each(:themes))
UNION
SELECT 'actor', actor_id, theme_id FROM actor_theme WHERE theme_id IN (SELECT value FROM json_each(:themes))
UNION
SELECT 'offering', offering_id, theme_id FROM offering_theme
WHERE theme_id IN (SELECT value FROM json_each(:themes))
UNION
SELECT 'offering', offering_id, theme_id FROM offering_sector
WHERE theme_id IN (SELECT value FROM json_each(:themes))
UNION
SELECT 'precedent', p.id, s.value
FROM precedent AS p, json_each(p.sectors) AS s
WHERE s.value IN (SELECT value FROM json_each(:themes))
UNION
SELECT 'offering', id, provider_id FROM offering WHERE provider_id IN (SELECT value FROM json_each(:actors))
UNION
SELECT 'offering', offering_id, actor_id FROM offering_excluded_actor
WHERE actor_id IN (SELECT value FROM json_each(:actors))
UNION
SELECT 'relation', id, subject_id FROM relation WHERE subject_id IN (SELECT value FROM json_each(:actors))
UNION
SELECT 'relation', id, object_actor_id FROM relation
WHERE object_actor_id IN (SELECT value FROM json_each(:actors))
UNION
SELECT 'relation', id, object_offering_id FROM relation
WHERE object_offering_id IN (SELECT value FROM json_each(:offerings));

-- -- batch_total --
-- How many batches of changes the journal holds.
-- params: none
-- columns: total
SELECT count(*) AS total FROM batch;

-- -- batch_page --
-- One page of the ids of batches, the latest stored first.
-- params: offset, limit
-- columns: id
SELECT id FROM batch ORDER BY version DESC LIMIT :limit OFFSET :offset;

-- -- batches_by_id --
-- Batches with these ids.
-- params: ids
-- columns: id, kind, made_by, made_at, title, sender, added, changed, same, removed, undone_at, undone_by
SELECT id, kind, made_by, made_at, title, sender, added, changed, same, removed, undone_at, undone_by
FROM batch
WHERE id IN (SELECT value FROM json_each(:ids))
ORDER BY id;

-- -- put_batches --
-- Add a batch, made at the present version.
-- rows: id, kind, made_by, made_at, title, sender, added, changed, same, removed
-- columns: none
INSERT INTO batch (id, version, kind, made_by, made_at, title, sender, added, changed, same, removed)
VALUES (:id, (SELECT version FROM register), :kind, :made_by, :made_at, :title, :sender, :added, :changed,
        :same, :removed);

-- -- mark_undone --
-- Note that a batch was undone, at the present version.
-- rows: id, undone_at, undone_by
-- columns: none
UPDATE batch
SET undone_at = :undone_at, undone_by = :undone_by, undone_version = (SELECT version FROM register)
WHERE id = :id;

-- -- batches_since --
-- The batches that were made or undone after a version, with the version that each made and how much it changed.
-- params: version
-- columns: id, version, changes
SELECT id, version, added + changed + removed AS changes FROM batch WHERE version > :version
UNION ALL
SELECT id, undone_version AS version, added + changed + removed AS changes
FROM batch
WHERE undone_version > :version
ORDER BY version;

-- -- changed_facts --
-- What batches changed, each fact once.
-- params: ids
-- columns: kind, fact_id
SELECT DISTINCT kind, fact_id
FROM change
WHERE batch_id IN (SELECT value FROM json_each(:ids))
ORDER BY kind, fact_id;

-- -- put_changes --
-- Add a change to a batch.
-- rows: batch_id, position, kind, fact_id, fact_before, fact_after
-- columns: none
INSERT INTO change (batch_id, position, kind, fact_id, fact_before, fact_after)
VALUES (:batch_id, :position, :kind, :fact_id, :fact_before, :fact_after);

-- -- change_total --
-- How many changes a batch has.
-- params: batch_id
-- columns: total
SELECT count(*) AS total FROM change WHERE batch_id = :batch_id;

-- -- change_page --
-- One page of the changes of a batch, by position.
-- params: batch_id, offset, limit
-- columns: batch_id, position, kind, fact_id, fact_before, fact_after
SELECT batch_id, position, kind, fact_id, fact_before, fact_after
FROM change
WHERE batch_id = :batch_id
ORDER BY position
LIMIT :limit OFFSET :offset;

-- -- history --
-- What batches did to an actor, offering or tie, the latest stored first.
-- params: fact_id
-- columns: batch_id, position, kind, fact_id, fact_before, fact_after
SELECT c.batch_id, c.position, c.kind, c.fact_id, c.fact_before, c.fact_after
FROM change AS c JOIN batch AS b ON b.id = c.batch_id
WHERE c.fact_id = :fact_id AND c.kind IN ('actor', 'offering', 'relation')
ORDER BY b.version DESC, c.position DESC;

-- -- forget_changes --
-- Take what the journal tells of an actor or offering, its ties and what was sent to it out of the journal.
-- rows: id
-- columns: none
DELETE FROM change
WHERE (kind IN ('actor', 'offering') AND fact_id = :id)
   OR (kind = 'relation' AND (fact_id LIKE :id || ':%' OR fact_id LIKE '%:' || :id))
   OR (kind = 'precedent'
       AND instr(coalesce(fact_before, '') || coalesce(fact_after, ''), '"to":"' || :id || '"') > 0);

-- -- aparts --
-- The pairs of actors that somebody decided are different, of which both are there.
-- params: none
-- columns: first_id, second_id, decided_by, decided_at
SELECT first_id, second_id, decided_by, decided_at
FROM apart
WHERE first_id IN (SELECT id FROM actor) AND second_id IN (SELECT id FROM actor)
ORDER BY first_id, second_id;

-- -- put_aparts --
-- Remember that two actors are different; what was decided before stays.
-- rows: first_id, second_id, decided_by, decided_at
-- columns: none
INSERT INTO apart (first_id, second_id, decided_by, decided_at)
VALUES (:first_id, :second_id, :decided_by, :decided_at)
ON CONFLICT (first_id, second_id) DO NOTHING;

-- -- forget_aparts --
-- Forget that two actors are different.
-- rows: first_id, second_id
-- columns: none
DELETE FROM apart WHERE first_id = :first_id AND second_id = :second_id;

-- -- forget_aparts_of --
-- Forget every decision about one actor.
-- rows: id
-- columns: none
DELETE FROM apart WHERE :id IN (first_id, second_id);

-- -- columns_of --
-- Which field each column of a sender's lists holds.
-- params: sender
-- columns: headers[], fields[]
SELECT headers, fields FROM sender_columns WHERE sender = :sender;

-- -- put_columns --
-- Remember which field each column of a sender's lists holds.
-- rows: sender, headers, fields
-- columns: none
INSERT INTO sender_columns (sender, headers, fields) VALUES (:sender, :headers, :fields)
ON CONFLICT (sender) DO UPDATE SET headers = excluded.headers, fields = excluded.fields;
