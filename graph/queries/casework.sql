-- Every query of the desk's work in SQL (SQLite). The twin in Cypher has the same queries in the same order.
-- How to read the comment lines above a statement: see graph/catalogue.py.

-- -- companies_by_id --
-- Companies with these ids, and whether a desk knows them.
-- params: desk_id, ids
-- columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
--           active_on, erased_at, is_known
SELECT c.id, c.revision, c.desk_id, c.name, c.target_group, c.kvk_number, c.municipality_id, c.sectors,
       c.size, c.active_on, c.erased_at,
       EXISTS (SELECT 1 FROM company_desk WHERE company_id = c.id AND desk_id = :desk_id) AS is_known
FROM company AS c
WHERE c.id IN (SELECT value FROM json_each(:ids))
ORDER BY c.id;

-- -- company_total --
-- How many companies a desk knows, those that are erased left out.
-- params: desk_id
-- columns: total
SELECT count(*) AS total
FROM company_desk AS k JOIN company AS c ON c.id = k.company_id
WHERE k.desk_id = :desk_id AND c.sort_key > '';

-- -- company_page --
-- One page of those companies, by name then id.
-- params: desk_id, offset, limit
-- columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
--           active_on, erased_at
SELECT c.id, c.revision, c.desk_id, c.name, c.target_group, c.kvk_number, c.municipality_id, c.sectors,
       c.size, c.active_on, c.erased_at
FROM company AS c
WHERE c.sort_key > '' AND EXISTS (SELECT 1 FROM company_desk WHERE desk_id = :desk_id AND company_id = c.id)
ORDER BY c.sort_key, c.id
LIMIT :limit OFFSET :offset;

-- -- companies_found --
-- How many companies that a desk knows have each of these words, and the ids of one page, by name then id.
-- params: desk_id, words, offset, limit
-- columns: total, ids[]
WITH found AS MATERIALIZED (
    SELECT c.id, c.sort_key
    FROM company_desk AS k JOIN company AS c ON c.id = k.company_id
    WHERE k.desk_id = :desk_id AND c.sort_key > ''
      AND NOT EXISTS (SELECT 1 FROM json_each(:words) AS word WHERE instr(c.search_text, word.value) = 0)
)
SELECT (SELECT count(*) FROM found) AS total,
       (SELECT json_group_array(id)
        FROM (SELECT id FROM found ORDER BY sort_key, id LIMIT :limit OFFSET :offset)) AS ids;

-- -- companies_alike --
-- Companies that a desk knows with this KVK number or words that begin like these, most alike first; one
-- whose whole name begins as typed goes before one that has the same words somewhere.
-- params: desk_id, kvk_number, beginning, pieces, limit
-- columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
--           active_on, erased_at
WITH scored AS MATERIALIZED (
    SELECT c.id, coalesce(c.kvk_number = :kvk_number, 0) AS same_number,
           substr(c.sort_key, 1, length(:beginning)) = :beginning AS begins,
           (SELECT count(*) FROM json_each(:pieces) AS piece WHERE instr(c.search_text, piece.value) > 0)
               AS pieces
    FROM company_desk AS k JOIN company AS c ON c.id = k.company_id
    WHERE k.desk_id = :desk_id AND c.sort_key > ''
)
SELECT c.id, c.revision, c.desk_id, c.name, c.target_group, c.kvk_number, c.municipality_id, c.sectors,
       c.size, c.active_on, c.erased_at
FROM scored AS s JOIN company AS c ON c.id = s.id
WHERE s.same_number OR s.pieces
ORDER BY s.same_number DESC, s.begins DESC, s.pieces DESC, c.sort_key, c.id
LIMIT :limit;

-- -- put_companies --
-- Add a company or replace what is known of it.
-- rows: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors, size,
--           active_on, erased_at, sort_key, search_text
-- columns: none
INSERT INTO company (id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors, size,
                     active_on, erased_at, sort_key, search_text)
VALUES (:id, :revision, :desk_id, :name, :target_group, :kvk_number, :municipality_id, :sectors, :size,
        :active_on, :erased_at, :sort_key, :search_text)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, desk_id = excluded.desk_id, name = excluded.name,
    target_group = excluded.target_group, kvk_number = excluded.kvk_number,
    municipality_id = excluded.municipality_id, sectors = excluded.sectors, size = excluded.size,
    active_on = excluded.active_on, erased_at = excluded.erased_at, sort_key = excluded.sort_key,
    search_text = excluded.search_text;

-- -- know_companies --
-- Let a desk know a company.
-- rows: id, desk_id
-- columns: none
INSERT INTO company_desk (desk_id, company_id) VALUES (:desk_id, :id)
ON CONFLICT (desk_id, company_id) DO NOTHING;

-- -- touch_companies --
-- Note the day of the last activity of a company.
-- rows: id, active_on
-- columns: none
UPDATE company SET active_on = max(active_on, :active_on) WHERE id = :id;

-- -- companies_at_rest --
-- Companies of all desks, not erased and without an open case, last active up to a day, oldest first.
-- params: up_to, limit
-- columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
--           active_on, erased_at
SELECT c.id, c.revision, c.desk_id, c.name, c.target_group, c.kvk_number, c.municipality_id, c.sectors,
       c.size, c.active_on, c.erased_at
FROM company AS c
WHERE c.sort_key > '' AND c.active_on <= :up_to
  AND NOT EXISTS (SELECT 1 FROM desk_case WHERE company_id = c.id AND state = 'open')
ORDER BY c.active_on, c.id
LIMIT :limit;

-- -- contacts_of --
-- The ways to reach a company, by function then id.
-- params: company_id
-- columns: id, revision, company_id, function, email, phone, language, mail
SELECT k.id, k.revision, k.company_id, k.function, k.email, k.phone, k.language, k.mail
FROM contact AS k
WHERE k.company_id = :company_id
ORDER BY k.function, k.id;

-- -- contacts_by_id --
-- Ways to reach a company with these ids.
-- params: ids
-- columns: id, revision, company_id, function, email, phone, language, mail
SELECT k.id, k.revision, k.company_id, k.function, k.email, k.phone, k.language, k.mail
FROM contact AS k
WHERE k.id IN (SELECT value FROM json_each(:ids))
ORDER BY k.id;

-- -- put_contacts --
-- Add a way to reach a company or replace it.
-- rows: id, revision, company_id, function, email, phone, language, mail
-- columns: none
INSERT INTO contact (id, revision, company_id, function, email, phone, language, mail)
VALUES (:id, :revision, :company_id, :function, :email, :phone, :language, :mail)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, company_id = excluded.company_id, function = excluded.function,
    email = excluded.email, phone = excluded.phone, language = excluded.language, mail = excluded.mail;

-- -- remove_contacts --
-- Erase a way to reach a company.
-- rows: id
-- columns: none
DELETE FROM contact WHERE id = :id;

-- -- intakes_by_id --
-- Intakes with these ids.
-- params: ids
-- columns: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
--           state, step, ticks, own_grade, wish, submitted_at
SELECT i.id, i.revision, i.company_id, i.desk_id, i.question_set_id, i.question_set_version, i.made_by,
       i.started_at, i.state, i.step, i.ticks, i.own_grade, i.wish, i.submitted_at
FROM intake AS i
WHERE i.id IN (SELECT value FROM json_each(:ids))
ORDER BY i.id;

-- -- intakes_of --
-- The intakes of a company, the earliest begun first.
-- params: company_id
-- columns: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
--           state, step, ticks, own_grade, wish, submitted_at
SELECT i.id, i.revision, i.company_id, i.desk_id, i.question_set_id, i.question_set_version, i.made_by,
       i.started_at, i.state, i.step, i.ticks, i.own_grade, i.wish, i.submitted_at
FROM intake AS i
WHERE i.company_id = :company_id
ORDER BY i.started_at, i.id;

-- -- put_intakes --
-- Add an intake or replace what is known of it.
-- rows: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
--           state, step, ticks, own_grade, wish, submitted_at
-- columns: none
INSERT INTO intake (id, revision, company_id, desk_id, question_set_id, question_set_version, made_by,
                    started_at, state, step, ticks, own_grade, wish, submitted_at)
VALUES (:id, :revision, :company_id, :desk_id, :question_set_id, :question_set_version, :made_by,
        :started_at, :state, :step, :ticks, :own_grade, :wish, :submitted_at)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, company_id = excluded.company_id, desk_id = excluded.desk_id,
    question_set_id = excluded.question_set_id, question_set_version = excluded.question_set_version,
    made_by = excluded.made_by, started_at = excluded.started_at, state = excluded.state,
    step = excluded.step, ticks = excluded.ticks, own_grade = excluded.own_grade, wish = excluded.wish,
    submitted_at = excluded.submitted_at;

-- -- links_by_hash --
-- Private links with these hashes.
-- params: hashes
-- columns: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
SELECT l.token_hash, l.kind, l.desk_id, l.target_id, l.made_at, l.expires_at, l.withdrawn_at
FROM private_link AS l
WHERE l.token_hash IN (SELECT value FROM json_each(:hashes))
ORDER BY l.token_hash;

-- -- links_to --
-- Private links to these things, the earliest made first.
-- params: targets
-- columns: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
SELECT l.token_hash, l.kind, l.desk_id, l.target_id, l.made_at, l.expires_at, l.withdrawn_at
FROM private_link AS l
WHERE l.target_id IN (SELECT value FROM json_each(:targets))
ORDER BY l.made_at, l.token_hash;

-- -- put_links --
-- Add a private link or replace what is known of it.
-- rows: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
-- columns: none
INSERT INTO private_link (token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at)
VALUES (:token_hash, :kind, :desk_id, :target_id, :made_at, :expires_at, :withdrawn_at)
ON CONFLICT (token_hash) DO UPDATE SET
    kind = excluded.kind, desk_id = excluded.desk_id, target_id = excluded.target_id,
    made_at = excluded.made_at, expires_at = excluded.expires_at, withdrawn_at = excluded.withdrawn_at;

-- -- cases_by_id --
-- Cases with these ids, and whether a desk may see them.
-- params: desk_id, ids
-- columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
--           shared_with[], held_before[], may_see
SELECT c.id, c.revision, c.desk_id, c.company_id, c.kind, c.opened_on, c.worker, c.intake_id, c.state,
       c.closed_on, c.shared_with, c.held_before,
       (c.desk_id = :desk_id
        OR EXISTS (SELECT 1 FROM json_each(c.shared_with) WHERE value = :desk_id)
        OR EXISTS (SELECT 1 FROM json_each(c.held_before) WHERE value = :desk_id)) AS may_see
FROM desk_case AS c
WHERE c.id IN (SELECT value FROM json_each(:ids))
ORDER BY c.id;

-- -- cases_of --
-- The cases of a company that a desk may see, the latest opened first.
-- params: desk_id, company_id
-- columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
--           shared_with[], held_before[]
SELECT c.id, c.revision, c.desk_id, c.company_id, c.kind, c.opened_on, c.worker, c.intake_id, c.state,
       c.closed_on, c.shared_with, c.held_before
FROM desk_case AS c
WHERE c.company_id = :company_id
  AND (c.desk_id = :desk_id
        OR EXISTS (SELECT 1 FROM json_each(c.shared_with) WHERE value = :desk_id)
        OR EXISTS (SELECT 1 FROM json_each(c.held_before) WHERE value = :desk_id))
ORDER BY c.opened_on DESC, c.id;

-- -- case_total --
-- How many open or closed cases a desk holds.
-- params: desk_id, state
-- columns: total
SELECT count(*) AS total FROM desk_case WHERE desk_id = :desk_id AND state = :state;

-- -- case_page --
-- One page of those cases with whom they are for, the latest opened first.
-- params: desk_id, state, offset, limit
-- columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
--           shared_with[], held_before[], company_name
SELECT c.id, c.revision, c.desk_id, c.company_id, c.kind, c.opened_on, c.worker, c.intake_id, c.state,
       c.closed_on, c.shared_with, c.held_before, o.name AS company_name
FROM desk_case AS c
JOIN company AS o ON o.id = c.company_id
WHERE c.desk_id = :desk_id AND c.state = :state
ORDER BY c.opened_on DESC, c.id DESC
LIMIT :limit OFFSET :offset;

-- -- all_cases_of --
-- The ids of the cases of a company at any desk.
-- params: company_id
-- columns: id
SELECT id FROM desk_case WHERE company_id = :company_id ORDER BY id;

-- -- put_cases --
-- Add a case or replace what is known of it.
-- rows: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
--           shared_with, held_before, cohort
-- columns: none
INSERT INTO desk_case (id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state,
                       closed_on, shared_with, held_before, cohort)
VALUES (:id, :revision, :desk_id, :company_id, :kind, :opened_on, :worker, :intake_id, :state, :closed_on,
        :shared_with, :held_before, :cohort)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, desk_id = excluded.desk_id, company_id = excluded.company_id,
    kind = excluded.kind, opened_on = excluded.opened_on, worker = excluded.worker,
    intake_id = excluded.intake_id, state = excluded.state, closed_on = excluded.closed_on,
    shared_with = excluded.shared_with, held_before = excluded.held_before, cohort = excluded.cohort;

-- -- case_cohorts --
-- How many cases of a desk were opened in each quarter.
-- params: desk_id
-- columns: cohort, total
SELECT cohort, count(*) AS total FROM desk_case WHERE desk_id = :desk_id GROUP BY cohort ORDER BY cohort DESC;

-- -- needs_by_id --
-- Needs with these ids.
-- params: ids
-- columns: id, revision, case_id, words, kinds[], themes[], r_strategy, action_id, suggestions,
--           suggested_on
SELECT n.id, n.revision, n.case_id, n.words, n.kinds, n.themes, n.r_strategy, n.action_id, n.suggestions,
       n.suggested_on
FROM case_need AS n
WHERE n.id IN (SELECT value FROM json_each(:ids))
ORDER BY n.id;

-- -- needs_of --
-- The needs of cases, by id.
-- params: case_ids
-- columns: id, revision, case_id, words, kinds[], themes[], r_strategy, action_id, suggestions,
--           suggested_on
SELECT n.id, n.revision, n.case_id, n.words, n.kinds, n.themes, n.r_strategy, n.action_id, n.suggestions,
       n.suggested_on
FROM case_need AS n
WHERE n.case_id IN (SELECT value FROM json_each(:case_ids))
ORDER BY n.id;

-- -- put_needs --
-- Add a need or replace what is known of it.
-- rows: id, revision, case_id, words, kinds, themes, r_strategy, action_id, suggestions, suggested_on
-- columns: none
INSERT INTO case_need (id, revision, case_id, words, kinds, themes, r_strategy, action_id, suggestions,
                       suggested_on)
VALUES (:id, :revision, :case_id, :words, :kinds, :themes, :r_strategy, :action_id, :suggestions,
        :suggested_on)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, case_id = excluded.case_id, words = excluded.words,
    kinds = excluded.kinds, themes = excluded.themes, r_strategy = excluded.r_strategy,
    action_id = excluded.action_id, suggestions = excluded.suggestions,
    suggested_on = excluded.suggested_on;

-- -- put_gaps --
-- Record a gap or replace what is known of it.
-- rows: id, need_id, desk_id, found_on, kinds, themes, municipality_id, missing
-- columns: none
INSERT INTO gap (id, need_id, desk_id, found_on, kinds, themes, municipality_id, missing)
VALUES (:id, :need_id, :desk_id, :found_on, :kinds, :themes, :municipality_id, :missing)
ON CONFLICT (id) DO UPDATE SET
    need_id = excluded.need_id, desk_id = excluded.desk_id, found_on = excluded.found_on,
    kinds = excluded.kinds, themes = excluded.themes, municipality_id = excluded.municipality_id,
    missing = excluded.missing;

-- -- gap_total --
-- How many gaps a desk found from a day on.
-- params: desk_id, since
-- columns: total
SELECT count(*) AS total FROM gap WHERE desk_id = :desk_id AND (:since IS NULL OR found_on >= :since);

-- -- gap_page --
-- One page of those gaps, the latest first.
-- params: desk_id, since, offset, limit
-- columns: id, need_id, case_id, desk_id, found_on, kinds[], themes[], municipality_id, missing
SELECT g.id, g.need_id, n.case_id, g.desk_id, g.found_on, g.kinds, g.themes, g.municipality_id, g.missing
FROM gap AS g JOIN case_need AS n ON n.id = g.need_id
WHERE g.desk_id = :desk_id AND (:since IS NULL OR g.found_on >= :since)
ORDER BY g.found_on DESC, g.id
LIMIT :limit OFFSET :offset;

-- -- referrals_by_id --
-- Referrals with these ids.
-- params: ids
-- columns: id, revision, case_id, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
--           state, channel, sent_at, steps, desk_outcome, own_outcome
SELECT r.id, r.revision, n.case_id, r.need_id, r.offering_id, r.offering_title, r.provider_id,
       r.provider_name, r.own_reason, r.state, r.channel, r.sent_at, r.steps, r.desk_outcome,
       r.own_outcome
FROM referral AS r JOIN case_need AS n ON n.id = r.need_id
WHERE r.id IN (SELECT value FROM json_each(:ids))
ORDER BY r.id;

-- -- referrals_of --
-- The referrals of cases, by id.
-- params: case_ids
-- columns: id, revision, case_id, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
--           state, channel, sent_at, steps, desk_outcome, own_outcome
SELECT r.id, r.revision, n.case_id, r.need_id, r.offering_id, r.offering_title, r.provider_id,
       r.provider_name, r.own_reason, r.state, r.channel, r.sent_at, r.steps, r.desk_outcome,
       r.own_outcome
FROM referral AS r JOIN case_need AS n ON n.id = r.need_id
WHERE n.case_id IN (SELECT value FROM json_each(:case_ids))
ORDER BY r.id;

-- -- put_referrals --
-- Add a referral or replace what is known of it.
-- rows: id, revision, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
--           state, channel, sent_at, steps, desk_outcome, own_outcome
-- columns: none
INSERT INTO referral (id, revision, need_id, offering_id, offering_title, provider_id, provider_name,
                      own_reason, state, channel, sent_at, steps, desk_outcome, own_outcome)
VALUES (:id, :revision, :need_id, :offering_id, :offering_title, :provider_id, :provider_name,
        :own_reason, :state, :channel, :sent_at, :steps, :desk_outcome, :own_outcome)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, need_id = excluded.need_id, offering_id = excluded.offering_id,
    offering_title = excluded.offering_title, provider_id = excluded.provider_id,
    provider_name = excluded.provider_name, own_reason = excluded.own_reason, state = excluded.state,
    channel = excluded.channel, sent_at = excluded.sent_at, steps = excluded.steps, desk_outcome = excluded.desk_outcome,
    own_outcome = excluded.own_outcome;

-- -- periods_by_id --
-- Periods with these ids.
-- params: ids
-- columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first
SELECT p.id, p.revision, p.offering_id, p.starts_on, p.ends_on, p.places, p.waiting_places, p.assess_first
FROM period AS p
WHERE p.id IN (SELECT value FROM json_each(:ids))
ORDER BY p.id;

-- -- periods_of --
-- The periods of an offering with how full they are, by first day.
-- params: offering_id
-- columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first, taken,
--           waiting
SELECT p.id, p.revision, p.offering_id, p.starts_on, p.ends_on, p.places, p.waiting_places, p.assess_first,
       (SELECT count(*) FROM hold WHERE period_id = p.id AND kind = 'place') AS taken,
       (SELECT count(*) FROM hold WHERE period_id = p.id AND kind = 'waiting') AS waiting
FROM period AS p
WHERE p.offering_id = :offering_id
ORDER BY p.starts_on, p.id;

-- -- periods_from --
-- The periods of all offerings that have not ended on a day with how full they are, by offering then first day.
-- params: since
-- columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first, taken,
--           waiting
SELECT p.id, p.revision, p.offering_id, p.starts_on, p.ends_on, p.places, p.waiting_places, p.assess_first,
       (SELECT count(*) FROM hold WHERE period_id = p.id AND kind = 'place') AS taken,
       (SELECT count(*) FROM hold WHERE period_id = p.id AND kind = 'waiting') AS waiting
FROM period AS p
WHERE p.ends_on >= :since
ORDER BY p.offering_id, p.starts_on, p.id;

-- -- put_periods --
-- Add a period or replace what is known of it.
-- rows: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first
-- columns: none
INSERT INTO period (id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first)
VALUES (:id, :revision, :offering_id, :starts_on, :ends_on, :places, :waiting_places, :assess_first)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, offering_id = excluded.offering_id, starts_on = excluded.starts_on,
    ends_on = excluded.ends_on, places = excluded.places, waiting_places = excluded.waiting_places,
    assess_first = excluded.assess_first;

-- -- hold_of --
-- What a referral holds, and in which period.
-- params: referral_id
-- columns: period_id, kind
SELECT period_id, kind FROM hold WHERE referral_id = :referral_id;

-- -- put_holds --
-- Let a referral hold something in a period, in place of what it held.
-- rows: referral_id, period_id, kind, held_at
-- columns: none
INSERT INTO hold (referral_id, period_id, kind, held_at) VALUES (:referral_id, :period_id, :kind, :held_at)
ON CONFLICT (referral_id) DO UPDATE SET
    period_id = excluded.period_id, kind = excluded.kind, held_at = excluded.held_at;

-- -- remove_holds --
-- Let a referral hold nothing any more.
-- rows: referral_id
-- columns: none
DELETE FROM hold WHERE referral_id = :referral_id;

-- -- follow_ups_by_id --
-- Follow-ups with these ids.
-- params: ids
-- columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
--           remark
SELECT f.id, f.revision, f.desk_id, f.case_id, f.kind, f.due_on, f.cohort, f.referral_id, f.worker,
       f.state, f.done_on, f.remark
FROM follow_up AS f
WHERE f.id IN (SELECT value FROM json_each(:ids))
ORDER BY f.id;

-- -- follow_ups_of --
-- The follow-ups of cases, by day then id.
-- params: case_ids
-- columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
--           remark
SELECT f.id, f.revision, f.desk_id, f.case_id, f.kind, f.due_on, f.cohort, f.referral_id, f.worker,
       f.state, f.done_on, f.remark
FROM follow_up AS f
WHERE f.case_id IN (SELECT value FROM json_each(:case_ids))
ORDER BY f.due_on, f.id;

-- -- put_follow_ups --
-- Add a follow-up or replace what is known of it.
-- rows: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
--           remark
-- columns: none
INSERT INTO follow_up (id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state,
                       done_on, remark)
VALUES (:id, :revision, :desk_id, :case_id, :kind, :due_on, :cohort, :referral_id, :worker, :state,
        :done_on, :remark)
ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision, desk_id = excluded.desk_id, case_id = excluded.case_id,
    kind = excluded.kind, due_on = excluded.due_on, cohort = excluded.cohort,
    referral_id = excluded.referral_id, worker = excluded.worker, state = excluded.state,
    done_on = excluded.done_on, remark = excluded.remark;

-- -- work_total --
-- How much a desk has to do: of one worker and of nobody, before a day, of one quarter, of one kind.
-- params: desk_id, worker, before, cohort, kind
-- columns: total
SELECT count(*) AS total
FROM follow_up AS f
WHERE f.desk_id = :desk_id AND f.state = 'open'
  AND (:worker IS NULL OR f.worker = :worker OR f.worker IS NULL)
  AND (:before IS NULL OR f.due_on < :before)
  AND (:cohort IS NULL OR f.cohort = :cohort)
  AND (:kind IS NULL OR f.kind = :kind);

-- -- work_counts --
-- How much a desk has to do of one quarter or all, and of that: of one worker and of nobody, before a day, of one kind.
-- params: desk_id, worker, before, cohort, kind
-- columns: all, mine, overdue, waiting
SELECT count(*) AS "all",
       coalesce(sum(worker = :worker OR worker IS NULL), 0) AS mine,
       coalesce(sum(due_on < :before), 0) AS overdue,
       coalesce(sum(kind = :kind), 0) AS waiting
FROM follow_up
WHERE desk_id = :desk_id AND state = 'open' AND (:cohort IS NULL OR cohort = :cohort);

-- -- work_page --
-- One page of that work with whom it is for, by day then id.
-- params: desk_id, worker, before, cohort, kind, offset, limit
-- columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
--           remark, company_id, company_name, offering_title, referral_state, own_reason
SELECT f.id, f.revision, f.desk_id, f.case_id, f.kind, f.due_on, f.cohort, f.referral_id, f.worker,
       f.state, f.done_on, f.remark,
       o.id AS company_id, o.name AS company_name, r.offering_title, r.state AS referral_state,
       coalesce(r.own_reason, '') AS own_reason
FROM (
    SELECT id
    FROM follow_up
    WHERE desk_id = :desk_id AND state = 'open'
      AND (:worker IS NULL OR worker = :worker OR worker IS NULL)
      AND (:before IS NULL OR due_on < :before)
      AND (:cohort IS NULL OR cohort = :cohort)
      AND (:kind IS NULL OR kind = :kind)
    ORDER BY due_on, id
    LIMIT :limit OFFSET :offset
) AS page
JOIN follow_up AS f ON f.id = page.id
JOIN desk_case AS c ON c.id = f.case_id
JOIN company AS o ON o.id = c.company_id
LEFT JOIN referral AS r ON r.id = f.referral_id
ORDER BY f.due_on, f.id;

-- -- work_cohorts --
-- How many follow-ups of a desk are to do, overdue and done, by quarter of the case.
-- params: desk_id, today
-- columns: cohort, to_do, overdue, done
SELECT cohort, sum(state = 'open') AS to_do, sum(state = 'open' AND due_on < :today) AS overdue,
       sum(state = 'done') AS done
FROM follow_up
WHERE desk_id = :desk_id
GROUP BY cohort
ORDER BY cohort DESC;

-- -- reminders_due --
-- What a desk must still be reminded of: each day of each follow-up once.
-- params: desk_id, due_by, limit
-- columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
--           remark, company_id, company_name, offering_title, referral_state, own_reason
SELECT f.id, f.revision, f.desk_id, f.case_id, f.kind, f.due_on, f.cohort, f.referral_id, f.worker,
       f.state, f.done_on, f.remark,
       o.id AS company_id, o.name AS company_name, r.offering_title, r.state AS referral_state,
       coalesce(r.own_reason, '') AS own_reason
FROM follow_up AS f
JOIN desk_case AS c ON c.id = f.case_id
JOIN company AS o ON o.id = c.company_id
LEFT JOIN referral AS r ON r.id = f.referral_id
WHERE f.desk_id = :desk_id AND f.state = 'open' AND f.due_on <= :due_by
  AND NOT EXISTS (
      SELECT 1 FROM event AS e
      WHERE e.subject_id = f.id AND e.kind = 'reminded' AND e.detail = f.due_on)
ORDER BY f.due_on, f.id
LIMIT :limit;

-- -- next_event --
-- Count one more thing that happened.
-- params: none
-- columns: number
UPDATE register SET events = events + 1 RETURNING events AS number;

-- -- events_by_id --
-- Events with these ids.
-- params: ids
-- columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
SELECT e.id, e.number, e.kind, e.happened_at, e.done_by, e.subject_id, e.company_id, e.case_id, e.detail, e.note
FROM event AS e
WHERE e.id IN (SELECT value FROM json_each(:ids))
ORDER BY e.id;

-- -- events_of_case --
-- What happened in a case, the latest first.
-- params: case_id
-- columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
SELECT e.id, e.number, e.kind, e.happened_at, e.done_by, e.subject_id, e.company_id, e.case_id, e.detail, e.note
FROM event AS e
WHERE e.case_id = :case_id
ORDER BY e.number DESC;

-- -- events_of_company --
-- What happened with a company at any desk, the latest first.
-- params: company_id
-- columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
SELECT e.id, e.number, e.kind, e.happened_at, e.done_by, e.subject_id, e.company_id, e.case_id, e.detail, e.note
FROM event AS e
WHERE e.company_id = :company_id
ORDER BY e.number DESC;

-- -- put_events --
-- Note that something happened.
-- rows: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
-- columns: none
INSERT INTO event (id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note)
VALUES (:id, :number, :kind, :happened_at, :done_by, :subject_id, :company_id, :case_id, :detail, :note);

-- -- blank_notes --
-- Take the notes out of what happened with a company.
-- rows: company_id
-- columns: none
UPDATE event SET note = '' WHERE company_id = :company_id;

-- -- answer_to --
-- The answer to a desk's request with this key.
-- params: desk_id, request_key
-- columns: fingerprint, answer
SELECT fingerprint, answer FROM answered_request WHERE desk_id = :desk_id AND request_key = :request_key;

-- -- put_answers --
-- Remember the answer to a request.
-- rows: desk_id, request_key, fingerprint, answer, answered_at
-- columns: none
INSERT INTO answered_request (desk_id, request_key, fingerprint, answer, answered_at)
VALUES (:desk_id, :request_key, :fingerprint, :answer, :answered_at);

-- -- answers_before --
-- How many answers to requests are from before a moment.
-- params: before
-- columns: total
SELECT count(*) AS total FROM answered_request WHERE answered_at < :before;

-- -- forget_answers --
-- Forget the answers to requests from before a moment.
-- rows: before
-- columns: none
DELETE FROM answered_request WHERE answered_at < :before;

-- -- forget_answers_about --
-- Forget the answers to requests that name something.
-- rows: id
-- columns: none
DELETE FROM answered_request WHERE instr(answer, :id) > 0;

-- -- mails_by_id --
-- Mails with these ids.
-- params: ids
-- columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
--           tries, settled_at
SELECT m.id, m.desk_id, m.kind, m.subject_id, m.company_id, m.recipient, m.language, m.made_at, m.next_try_at,
       m.state, m.tries, m.settled_at
FROM mail AS m
WHERE m.id IN (SELECT value FROM json_each(:ids))
ORDER BY m.id;

-- -- mails_to_take --
-- Mails that wait or were being sent and whose moment has come, the earliest moment first.
-- params: at, limit
-- columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
--           tries, settled_at
SELECT m.id, m.desk_id, m.kind, m.subject_id, m.company_id, m.recipient, m.language, m.made_at, m.next_try_at,
       m.state, m.tries, m.settled_at
FROM mail AS m
WHERE m.state IN ('waiting', 'sending') AND m.next_try_at <= :at
ORDER BY m.next_try_at, m.id
LIMIT :limit;

-- -- mails_about --
-- Mails of a desk about something, the latest made first.
-- params: desk_id, subject_id
-- columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
--           tries, settled_at
SELECT m.id, m.desk_id, m.kind, m.subject_id, m.company_id, m.recipient, m.language, m.made_at, m.next_try_at,
       m.state, m.tries, m.settled_at
FROM mail AS m
WHERE m.subject_id = :subject_id AND m.desk_id = :desk_id
ORDER BY m.made_at DESC, m.id;

-- -- mails_about_company --
-- Mails about a company that are not settled.
-- params: company_id
-- columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
--           tries, settled_at
SELECT m.id, m.desk_id, m.kind, m.subject_id, m.company_id, m.recipient, m.language, m.made_at, m.next_try_at,
       m.state, m.tries, m.settled_at
FROM mail AS m
WHERE m.company_id = :company_id AND m.state IN ('waiting', 'sending')
ORDER BY m.id;

-- -- put_mails --
-- Add a mail or replace what is known of it.
-- rows: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
--        tries, settled_at
-- columns: none
INSERT INTO mail (id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
                  tries, settled_at)
VALUES (:id, :desk_id, :kind, :subject_id, :company_id, :recipient, :language, :made_at, :next_try_at, :state,
        :tries, :settled_at)
ON CONFLICT (id) DO UPDATE SET
    desk_id = excluded.desk_id, kind = excluded.kind, subject_id = excluded.subject_id,
    company_id = excluded.company_id, recipient = excluded.recipient, language = excluded.language,
    made_at = excluded.made_at, next_try_at = excluded.next_try_at, state = excluded.state,
    tries = excluded.tries, settled_at = excluded.settled_at;
