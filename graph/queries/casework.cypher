// Every query of the desk's work in Cypher 5 (Neo4j). The twin in SQL has the same queries in the same order.
// How to read the comment lines above a statement: see graph/catalogue.py.

// -- companies_by_id --
// Companies with these ids, and whether a desk knows them.
// params: desk_id, ids
// columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
//           active_on, erased_at, is_known
MATCH (c:Company) WHERE c.id IN $ids
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, c.name AS name,
       c.target_group AS target_group, c.kvk_number AS kvk_number, c.municipality_id AS municipality_id,
       c.sectors AS sectors, c.size AS size, toString(c.active_on) AS active_on,
       toString(c.erased_at) AS erased_at, EXISTS { (c)-[:KNOWN_AT]->(:Desk {id: $desk_id}) } AS is_known
ORDER BY id;

// -- company_total --
// How many companies a desk knows, those that are erased left out.
// params: desk_id
// columns: total
MATCH (:Desk {id: $desk_id})<-[:KNOWN_AT]-(c:Company)
WHERE c.sort_key > ''
RETURN count(c) AS total;

// -- company_page --
// One page of those companies, by name then id.
// params: desk_id, offset, limit
// columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
//           active_on, erased_at
MATCH (c:Company)
WHERE c.sort_key > '' AND c.id IS NOT NULL AND EXISTS { (c)-[:KNOWN_AT]->(:Desk {id: $desk_id}) }
WITH c ORDER BY c.sort_key, c.id SKIP $offset LIMIT $limit
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, c.name AS name,
       c.target_group AS target_group, c.kvk_number AS kvk_number, c.municipality_id AS municipality_id,
       c.sectors AS sectors, c.size AS size, toString(c.active_on) AS active_on,
       toString(c.erased_at) AS erased_at
ORDER BY c.sort_key, id;

// -- companies_found --
// How many companies that a desk knows have each of these words, and the ids of one page, by name then id.
// params: desk_id, words, offset, limit
// columns: total, ids[]
MATCH (c:Company)
USING TEXT INDEX c:Company(search_text)
WHERE c.search_text CONTAINS $words[0] AND all(word IN $words WHERE c.search_text CONTAINS word)
  AND c.sort_key > '' AND EXISTS { (c)-[:KNOWN_AT]->(:Desk {id: $desk_id}) }
WITH c ORDER BY c.sort_key, c.id
WITH collect(c.id) AS found
RETURN size(found) AS total, found[$offset..$offset + $limit] AS ids;

// -- companies_alike --
// Companies that a desk knows with this KVK number or words that begin like these, most alike first; one
// whose whole name begins as typed goes before one that has the same words somewhere.
// params: desk_id, kvk_number, beginning, pieces, limit
// columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
//           active_on, erased_at
CALL () {
  UNWIND $pieces AS piece
  MATCH (c:Company)
  USING TEXT INDEX c:Company(search_text)
  WHERE c.search_text CONTAINS piece
  RETURN c, 1 AS has_piece, 0 AS has_number
UNION ALL
  MATCH (c:Company {kvk_number: $kvk_number})
  RETURN c, 0 AS has_piece, 1 AS has_number
}
WITH c, sum(has_piece) AS pieces, max(has_number) = 1 AS same_number
WHERE c.sort_key > '' AND EXISTS { (c)-[:KNOWN_AT]->(:Desk {id: $desk_id}) }
WITH c, same_number, c.sort_key STARTS WITH $beginning AS begins, pieces
ORDER BY same_number DESC, begins DESC, pieces DESC, c.sort_key, c.id
LIMIT $limit
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, c.name AS name,
       c.target_group AS target_group, c.kvk_number AS kvk_number, c.municipality_id AS municipality_id,
       c.sectors AS sectors, c.size AS size, toString(c.active_on) AS active_on,
       toString(c.erased_at) AS erased_at
ORDER BY same_number DESC, begins DESC, pieces DESC, c.sort_key, id;

// -- put_companies --
// Add a company or replace what is known of it.
// rows: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors, size,
//           active_on, erased_at, sort_key, search_text
// columns: none
UNWIND $rows AS row
MERGE (c:Company {id: row.id})
SET c = {id: row.id, revision: row.revision, desk_id: row.desk_id, name: row.name,
         target_group: row.target_group, kvk_number: row.kvk_number, municipality_id: row.municipality_id,
         sectors: row.sectors, size: row.size, active_on: date(row.active_on),
         erased_at: datetime(row.erased_at), sort_key: row.sort_key, search_text: row.search_text};

// -- know_companies --
// Let a desk know a company.
// rows: id, desk_id
// columns: none
UNWIND $rows AS row
MATCH (c:Company {id: row.id})
MERGE (d:Desk {id: row.desk_id})
MERGE (c)-[:KNOWN_AT]->(d);

// -- touch_companies --
// Note the day of the last activity of a company.
// rows: id, active_on
// columns: none
UNWIND $rows AS row
MATCH (c:Company {id: row.id}) WHERE c.active_on < date(row.active_on)
SET c.active_on = date(row.active_on);

// -- companies_at_rest --
// Companies of all desks, not erased and without an open case, last active up to a day, oldest first.
// params: up_to, limit
// columns: id, revision, desk_id, name, target_group, kvk_number, municipality_id, sectors[], size,
//           active_on, erased_at
MATCH (c:Company)
WHERE c.sort_key > '' AND c.active_on <= date($up_to)
  AND NOT EXISTS { (c)<-[:ASKED_BY]-(:Case {state: 'open'}) }
WITH c ORDER BY c.active_on, c.id LIMIT $limit
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, c.name AS name,
       c.target_group AS target_group, c.kvk_number AS kvk_number, c.municipality_id AS municipality_id,
       c.sectors AS sectors, c.size AS size, toString(c.active_on) AS active_on,
       toString(c.erased_at) AS erased_at
ORDER BY active_on, id;

// -- contacts_of --
// The ways to reach a company, by function then id.
// params: company_id
// columns: id, revision, company_id, function, email, phone, language, mail
MATCH (k:Contact)-[:REACHES]->(o:Company {id: $company_id})
RETURN k.id AS id, k.revision AS revision, o.id AS company_id, k.function AS function, k.email AS email,
       k.phone AS phone, k.language AS language, k.mail AS mail
ORDER BY k.function, id;

// -- contacts_by_id --
// Ways to reach a company with these ids.
// params: ids
// columns: id, revision, company_id, function, email, phone, language, mail
MATCH (k:Contact) WHERE k.id IN $ids
MATCH (k)-[:REACHES]->(o:Company)
RETURN k.id AS id, k.revision AS revision, o.id AS company_id, k.function AS function, k.email AS email,
       k.phone AS phone, k.language AS language, k.mail AS mail
ORDER BY id;

// -- put_contacts --
// Add a way to reach a company or replace it.
// rows: id, revision, company_id, function, email, phone, language, mail
// columns: none
UNWIND $rows AS row
MERGE (k:Contact {id: row.id})
SET k = {id: row.id, revision: row.revision, function: row.function, email: row.email, phone: row.phone,
         language: row.language, mail: row.mail}
WITH k, row
MATCH (o:Company {id: row.company_id})
MERGE (k)-[:REACHES]->(o);

// -- remove_contacts --
// Erase a way to reach a company.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (k:Contact {id: row.id}) DETACH DELETE k;

// -- intakes_by_id --
// Intakes with these ids.
// params: ids
// columns: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
//           state, step, ticks, own_grade, wish, submitted_at
MATCH (i:Intake) WHERE i.id IN $ids
MATCH (i)-[:MEASURES]->(o:Company)
RETURN i.id AS id, i.revision AS revision, o.id AS company_id, i.desk_id AS desk_id,
       i.question_set_id AS question_set_id, i.question_set_version AS question_set_version,
       i.made_by AS made_by, toString(i.started_at) AS started_at, i.state AS state, i.step AS step,
       i.ticks AS ticks, i.own_grade AS own_grade, i.wish AS wish,
       toString(i.submitted_at) AS submitted_at
ORDER BY id;

// -- intakes_of --
// The intakes of a company, the earliest begun first.
// params: company_id
// columns: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
//           state, step, ticks, own_grade, wish, submitted_at
MATCH (i:Intake)-[:MEASURES]->(o:Company {id: $company_id})
RETURN i.id AS id, i.revision AS revision, o.id AS company_id, i.desk_id AS desk_id,
       i.question_set_id AS question_set_id, i.question_set_version AS question_set_version,
       i.made_by AS made_by, toString(i.started_at) AS started_at, i.state AS state, i.step AS step,
       i.ticks AS ticks, i.own_grade AS own_grade, i.wish AS wish,
       toString(i.submitted_at) AS submitted_at
ORDER BY i.started_at, id;

// -- put_intakes --
// Add an intake or replace what is known of it.
// rows: id, revision, company_id, desk_id, question_set_id, question_set_version, made_by, started_at,
//           state, step, ticks, own_grade, wish, submitted_at
// columns: none
UNWIND $rows AS row
MERGE (i:Intake {id: row.id})
SET i = {id: row.id, revision: row.revision, desk_id: row.desk_id, question_set_id: row.question_set_id,
         question_set_version: row.question_set_version, made_by: row.made_by,
         started_at: datetime(row.started_at), state: row.state, step: row.step, ticks: row.ticks,
         own_grade: row.own_grade, wish: row.wish, submitted_at: datetime(row.submitted_at)}
WITH i, row
MATCH (o:Company {id: row.company_id})
MERGE (i)-[:MEASURES]->(o);

// -- links_by_hash --
// Private links with these hashes.
// params: hashes
// columns: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
MATCH (l:PrivateLink) WHERE l.token_hash IN $hashes
RETURN l.token_hash AS token_hash, l.kind AS kind, l.desk_id AS desk_id, l.target_id AS target_id,
       toString(l.made_at) AS made_at, toString(l.expires_at) AS expires_at,
       toString(l.withdrawn_at) AS withdrawn_at
ORDER BY token_hash;

// -- links_to --
// Private links to these things, the earliest made first.
// params: targets
// columns: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
MATCH (l:PrivateLink) WHERE l.target_id IN $targets
RETURN l.token_hash AS token_hash, l.kind AS kind, l.desk_id AS desk_id, l.target_id AS target_id,
       toString(l.made_at) AS made_at, toString(l.expires_at) AS expires_at,
       toString(l.withdrawn_at) AS withdrawn_at
ORDER BY l.made_at, token_hash;

// -- put_links --
// Add a private link or replace what is known of it.
// rows: token_hash, kind, desk_id, target_id, made_at, expires_at, withdrawn_at
// columns: none
UNWIND $rows AS row
MERGE (l:PrivateLink {token_hash: row.token_hash})
SET l = {token_hash: row.token_hash, kind: row.kind, desk_id: row.desk_id, target_id: row.target_id,
         made_at: datetime(row.made_at), expires_at: datetime(row.expires_at),
         withdrawn_at: datetime(row.withdrawn_at)};

// -- cases_by_id --
// Cases with these ids, and whether a desk may see them.
// params: desk_id, ids
// columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
//           shared_with[], held_before[], may_see
MATCH (c:Case) WHERE c.id IN $ids
MATCH (c)-[:ASKED_BY]->(o:Company)
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, o.id AS company_id, c.kind AS kind,
       toString(c.opened_on) AS opened_on, c.worker AS worker, c.intake_id AS intake_id, c.state AS state,
       toString(c.closed_on) AS closed_on, c.shared_with AS shared_with, c.held_before AS held_before,
       ($desk_id = c.desk_id OR $desk_id IN c.shared_with OR $desk_id IN c.held_before) AS may_see
ORDER BY id;

// -- cases_of --
// The cases of a company that a desk may see, the latest opened first.
// params: desk_id, company_id
// columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
//           shared_with[], held_before[]
MATCH (c:Case)-[:ASKED_BY]->(o:Company {id: $company_id})
WHERE ($desk_id = c.desk_id OR $desk_id IN c.shared_with OR $desk_id IN c.held_before)
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, o.id AS company_id, c.kind AS kind,
       toString(c.opened_on) AS opened_on, c.worker AS worker, c.intake_id AS intake_id, c.state AS state,
       toString(c.closed_on) AS closed_on, c.shared_with AS shared_with, c.held_before AS held_before
ORDER BY c.opened_on DESC, id;

// -- case_total --
// How many open or closed cases a desk holds.
// params: desk_id, state
// columns: total
MATCH (c:Case {desk_id: $desk_id, state: $state}) RETURN count(c) AS total;

// -- case_page --
// One page of those cases with whom they are for, the latest opened first.
// params: desk_id, state, offset, limit
// columns: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
//           shared_with[], held_before[], company_name
MATCH (c:Case)
USING INDEX c:Case(desk_id, state, opened_on, id)
WHERE c.desk_id = $desk_id AND c.state = $state AND c.opened_on IS NOT NULL AND c.id IS NOT NULL
WITH c ORDER BY c.desk_id DESC, c.state DESC, c.opened_on DESC, c.id DESC SKIP $offset LIMIT $limit
MATCH (c)-[:ASKED_BY]->(o:Company)
RETURN c.id AS id, c.revision AS revision, c.desk_id AS desk_id, o.id AS company_id, c.kind AS kind,
       toString(c.opened_on) AS opened_on, c.worker AS worker, c.intake_id AS intake_id, c.state AS state,
       toString(c.closed_on) AS closed_on, c.shared_with AS shared_with, c.held_before AS held_before,
       o.name AS company_name
ORDER BY c.opened_on DESC, id DESC;

// -- all_cases_of --
// The ids of the cases of a company at any desk.
// params: company_id
// columns: id
MATCH (c:Case)-[:ASKED_BY]->(:Company {id: $company_id}) RETURN c.id AS id ORDER BY id;

// -- put_cases --
// Add a case or replace what is known of it.
// rows: id, revision, desk_id, company_id, kind, opened_on, worker, intake_id, state, closed_on,
//           shared_with, held_before, cohort
// columns: none
UNWIND $rows AS row
MERGE (c:Case {id: row.id})
SET c = {id: row.id, revision: row.revision, desk_id: row.desk_id, kind: row.kind,
         opened_on: date(row.opened_on), worker: row.worker, intake_id: row.intake_id, state: row.state,
         closed_on: date(row.closed_on), shared_with: row.shared_with, held_before: row.held_before,
         cohort: row.cohort}
WITH c, row
MATCH (o:Company {id: row.company_id})
MERGE (c)-[:ASKED_BY]->(o);

// -- case_cohorts --
// How many cases of a desk were opened in each quarter.
// params: desk_id
// columns: cohort, total
MATCH (c:Case {desk_id: $desk_id}) RETURN c.cohort AS cohort, count(c) AS total ORDER BY cohort DESC;

// -- needs_by_id --
// Needs with these ids.
// params: ids
// columns: id, revision, case_id, words, kinds[], themes[], r_strategy, action_id, suggestions,
//           suggested_on
MATCH (n:CaseNeed) WHERE n.id IN $ids
MATCH (n)-[:RAISED_IN]->(c:Case)
RETURN n.id AS id, n.revision AS revision, c.id AS case_id, n.words AS words, n.kinds AS kinds,
       n.themes AS themes, n.r_strategy AS r_strategy, n.action_id AS action_id,
       n.suggestions AS suggestions, toString(n.suggested_on) AS suggested_on
ORDER BY id;

// -- needs_of --
// The needs of cases, by id.
// params: case_ids
// columns: id, revision, case_id, words, kinds[], themes[], r_strategy, action_id, suggestions,
//           suggested_on
MATCH (n:CaseNeed)-[:RAISED_IN]->(c:Case) WHERE c.id IN $case_ids
RETURN n.id AS id, n.revision AS revision, c.id AS case_id, n.words AS words, n.kinds AS kinds,
       n.themes AS themes, n.r_strategy AS r_strategy, n.action_id AS action_id,
       n.suggestions AS suggestions, toString(n.suggested_on) AS suggested_on
ORDER BY id;

// -- put_needs --
// Add a need or replace what is known of it.
// rows: id, revision, case_id, words, kinds, themes, r_strategy, action_id, suggestions, suggested_on
// columns: none
UNWIND $rows AS row
MERGE (n:CaseNeed {id: row.id})
SET n = {id: row.id, revision: row.revision, words: row.words, kinds: row.kinds, themes: row.themes,
         r_strategy: row.r_strategy, action_id: row.action_id, suggestions: row.suggestions,
         suggested_on: date(row.suggested_on)}
WITH n, row
MATCH (c:Case {id: row.case_id})
MERGE (n)-[:RAISED_IN]->(c);

// -- put_gaps --
// Record a gap or replace what is known of it.
// rows: id, need_id, desk_id, found_on, kinds, themes, municipality_id, missing
// columns: none
UNWIND $rows AS row
MERGE (g:Gap {id: row.id})
SET g = {id: row.id, desk_id: row.desk_id, found_on: date(row.found_on), kinds: row.kinds,
         themes: row.themes, municipality_id: row.municipality_id, missing: row.missing}
WITH g, row
MATCH (n:CaseNeed {id: row.need_id})
MERGE (g)-[:FOUND_FOR]->(n);

// -- gap_total --
// How many gaps a desk found from a day on.
// params: desk_id, since
// columns: total
MATCH (g:Gap {desk_id: $desk_id}) WHERE $since IS NULL OR g.found_on >= date($since)
RETURN count(g) AS total;

// -- gap_page --
// One page of those gaps, the latest first.
// params: desk_id, since, offset, limit
// columns: id, need_id, case_id, desk_id, found_on, kinds[], themes[], municipality_id, missing
MATCH (g:Gap {desk_id: $desk_id}) WHERE $since IS NULL OR g.found_on >= date($since)
WITH g ORDER BY g.found_on DESC, g.id SKIP $offset LIMIT $limit
MATCH (g)-[:FOUND_FOR]->(n:CaseNeed)-[:RAISED_IN]->(c:Case)
RETURN g.id AS id, n.id AS need_id, c.id AS case_id, g.desk_id AS desk_id,
       toString(g.found_on) AS found_on, g.kinds AS kinds, g.themes AS themes,
       g.municipality_id AS municipality_id, g.missing AS missing
ORDER BY g.found_on DESC, id;

// -- referrals_by_id --
// Referrals with these ids.
// params: ids
// columns: id, revision, case_id, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
//           state, channel, sent_at, steps, desk_outcome, own_outcome
MATCH (r:Referral) WHERE r.id IN $ids
MATCH (r)-[:ANSWERS]->(n:CaseNeed)-[:RAISED_IN]->(c:Case)
RETURN r.id AS id, r.revision AS revision, c.id AS case_id, n.id AS need_id, r.offering_id AS offering_id,
       r.offering_title AS offering_title, r.provider_id AS provider_id, r.provider_name AS provider_name,
       r.own_reason AS own_reason, r.state AS state, r.channel AS channel, toString(r.sent_at) AS sent_at,
       r.steps AS steps, r.desk_outcome AS desk_outcome, r.own_outcome AS own_outcome
ORDER BY id;

// -- referrals_of --
// The referrals of cases, by id.
// params: case_ids
// columns: id, revision, case_id, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
//           state, channel, sent_at, steps, desk_outcome, own_outcome
MATCH (r:Referral)-[:ANSWERS]->(n:CaseNeed)-[:RAISED_IN]->(c:Case) WHERE c.id IN $case_ids
RETURN r.id AS id, r.revision AS revision, c.id AS case_id, n.id AS need_id, r.offering_id AS offering_id,
       r.offering_title AS offering_title, r.provider_id AS provider_id, r.provider_name AS provider_name,
       r.own_reason AS own_reason, r.state AS state, r.channel AS channel, toString(r.sent_at) AS sent_at,
       r.steps AS steps, r.desk_outcome AS desk_outcome, r.own_outcome AS own_outcome
ORDER BY id;

// -- put_referrals --
// Add a referral or replace what is known of it.
// rows: id, revision, need_id, offering_id, offering_title, provider_id, provider_name, own_reason,
//           state, channel, sent_at, steps, desk_outcome, own_outcome
// columns: none
UNWIND $rows AS row
MERGE (r:Referral {id: row.id})
SET r = {id: row.id, revision: row.revision, offering_id: row.offering_id,
         offering_title: row.offering_title, provider_id: row.provider_id,
         provider_name: row.provider_name, own_reason: row.own_reason, state: row.state,
         channel: row.channel, sent_at: datetime(row.sent_at), steps: row.steps,
         desk_outcome: row.desk_outcome, own_outcome: row.own_outcome}
WITH r, row
MATCH (n:CaseNeed {id: row.need_id})
MERGE (r)-[:ANSWERS]->(n);

// -- periods_by_id --
// Periods with these ids.
// params: ids
// columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first
MATCH (p:Period) WHERE p.id IN $ids
RETURN p.id AS id, p.revision AS revision, p.offering_id AS offering_id,
       toString(p.starts_on) AS starts_on, toString(p.ends_on) AS ends_on, p.places AS places,
       p.waiting_places AS waiting_places, p.assess_first AS assess_first
ORDER BY id;

// -- periods_of --
// The periods of an offering with how full they are, by first day.
// params: offering_id
// columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first, taken,
//           waiting
MATCH (p:Period {offering_id: $offering_id})
RETURN p.id AS id, p.revision AS revision, p.offering_id AS offering_id,
       toString(p.starts_on) AS starts_on, toString(p.ends_on) AS ends_on, p.places AS places,
       p.waiting_places AS waiting_places, p.assess_first AS assess_first,
       COUNT { (p)<-[:HOLDS {kind: 'place'}]-(:Referral) } AS taken,
       COUNT { (p)<-[:HOLDS {kind: 'waiting'}]-(:Referral) } AS waiting
ORDER BY p.starts_on, id;

// -- periods_from --
// The periods of all offerings that have not ended on a day with how full they are, by offering then first day.
// params: since
// columns: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first, taken,
//           waiting
MATCH (p:Period) WHERE p.ends_on >= date($since)
RETURN p.id AS id, p.revision AS revision, p.offering_id AS offering_id,
       toString(p.starts_on) AS starts_on, toString(p.ends_on) AS ends_on, p.places AS places,
       p.waiting_places AS waiting_places, p.assess_first AS assess_first,
       COUNT { (p)<-[:HOLDS {kind: 'place'}]-(:Referral) } AS taken,
       COUNT { (p)<-[:HOLDS {kind: 'waiting'}]-(:Referral) } AS waiting
ORDER BY offering_id, p.starts_on, id;

// -- put_periods --
// Add a period or replace what is known of it.
// rows: id, revision, offering_id, starts_on, ends_on, places, waiting_places, assess_first
// columns: none
UNWIND $rows AS row
MERGE (p:Period {id: row.id})
SET p = {id: row.id, revision: row.revision, offering_id: row.offering_id, starts_on: date(row.starts_on),
         ends_on: date(row.ends_on), places: row.places, waiting_places: row.waiting_places,
         assess_first: row.assess_first};

// -- hold_of --
// What a referral holds, and in which period.
// params: referral_id
// columns: period_id, kind
MATCH (:Referral {id: $referral_id})-[h:HOLDS]->(p:Period) RETURN p.id AS period_id, h.kind AS kind;

// -- put_holds --
// Let a referral hold something in a period, in place of what it held.
// rows: referral_id, period_id, kind, held_at
// columns: none
UNWIND $rows AS row
MATCH (r:Referral {id: row.referral_id})
MATCH (p:Period {id: row.period_id})
MERGE (r)-[h:HOLDS]->(p)
SET h.kind = row.kind, h.held_at = datetime(row.held_at);

// -- remove_holds --
// Let a referral hold nothing any more.
// rows: referral_id
// columns: none
UNWIND $rows AS row
MATCH (:Referral {id: row.referral_id})-[h:HOLDS]->() DELETE h;

// -- follow_ups_by_id --
// Follow-ups with these ids.
// params: ids
// columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
//           remark
MATCH (f:FollowUp) WHERE f.id IN $ids
MATCH (f)-[:FOLLOWS]->(c:Case)
OPTIONAL MATCH (f)-[:ASKS_ABOUT]->(r:Referral)
RETURN f.id AS id, f.revision AS revision, f.desk_id AS desk_id, c.id AS case_id, f.kind AS kind,
       toString(f.due_on) AS due_on, f.cohort AS cohort, r.id AS referral_id, f.worker AS worker,
       f.state AS state, toString(f.done_on) AS done_on, f.remark AS remark
ORDER BY id;

// -- follow_ups_of --
// The follow-ups of cases, by day then id.
// params: case_ids
// columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
//           remark
MATCH (f:FollowUp)-[:FOLLOWS]->(c:Case) WHERE c.id IN $case_ids
OPTIONAL MATCH (f)-[:ASKS_ABOUT]->(r:Referral)
RETURN f.id AS id, f.revision AS revision, f.desk_id AS desk_id, c.id AS case_id, f.kind AS kind,
       toString(f.due_on) AS due_on, f.cohort AS cohort, r.id AS referral_id, f.worker AS worker,
       f.state AS state, toString(f.done_on) AS done_on, f.remark AS remark
ORDER BY f.due_on, id;

// -- put_follow_ups --
// Add a follow-up or replace what is known of it.
// rows: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
//           remark
// columns: none
UNWIND $rows AS row
MERGE (f:FollowUp {id: row.id})
SET f = {id: row.id, revision: row.revision, desk_id: row.desk_id, kind: row.kind,
         due_on: date(row.due_on), cohort: row.cohort, worker: row.worker, state: row.state,
         done_on: date(row.done_on), remark: row.remark}
WITH f, row
MATCH (c:Case {id: row.case_id})
MERGE (f)-[:FOLLOWS]->(c)
WITH f, row
MATCH (r:Referral {id: row.referral_id})
MERGE (f)-[:ASKS_ABOUT]->(r);

// -- work_total --
// How much a desk has to do: of one worker and of nobody, before a day, of one quarter, of one kind.
// params: desk_id, worker, before, cohort, kind
// columns: total
MATCH (f:FollowUp)
USING INDEX f:FollowUp(desk_id, state, due_on, id)
WHERE f.desk_id = $desk_id AND f.state = 'open' AND f.due_on IS NOT NULL AND f.id IS NOT NULL
  AND ($worker IS NULL OR f.worker = $worker OR f.worker IS NULL)
  AND ($before IS NULL OR f.due_on < date($before))
  AND ($cohort IS NULL OR f.cohort = $cohort)
  AND ($kind IS NULL OR f.kind = $kind)
RETURN count(f) AS total;

// -- work_counts --
// How much a desk has to do of one quarter or all, and of that: of one worker and of nobody, before a day, of one kind.
// params: desk_id, worker, before, cohort, kind
// columns: all, mine, overdue, waiting
MATCH (f:FollowUp)
USING INDEX f:FollowUp(desk_id, state, due_on, id)
WHERE f.desk_id = $desk_id AND f.state = 'open' AND f.due_on IS NOT NULL AND f.id IS NOT NULL
  AND ($cohort IS NULL OR f.cohort = $cohort)
RETURN count(f) AS all,
       sum(CASE WHEN f.worker = $worker OR f.worker IS NULL THEN 1 ELSE 0 END) AS mine,
       sum(CASE WHEN f.due_on < date($before) THEN 1 ELSE 0 END) AS overdue,
       sum(CASE f.kind WHEN $kind THEN 1 ELSE 0 END) AS waiting;

// -- work_page --
// One page of that work with whom it is for, by day then id.
// params: desk_id, worker, before, cohort, kind, offset, limit
// columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
//           remark, company_id, company_name, offering_title, referral_state, own_reason
MATCH (f:FollowUp)
USING INDEX f:FollowUp(desk_id, state, due_on, id)
WHERE f.desk_id = $desk_id AND f.state = 'open' AND f.due_on IS NOT NULL AND f.id IS NOT NULL
  AND ($worker IS NULL OR f.worker = $worker OR f.worker IS NULL)
  AND ($before IS NULL OR f.due_on < date($before))
  AND ($cohort IS NULL OR f.cohort = $cohort)
  AND ($kind IS NULL OR f.kind = $kind)
WITH f ORDER BY f.desk_id, f.state, f.due_on, f.id SKIP $offset LIMIT $limit
MATCH (f)-[:FOLLOWS]->(c:Case)-[:ASKED_BY]->(o:Company)
OPTIONAL MATCH (f)-[:ASKS_ABOUT]->(r:Referral)
RETURN f.id AS id, f.revision AS revision, f.desk_id AS desk_id, c.id AS case_id, f.kind AS kind,
       toString(f.due_on) AS due_on, f.cohort AS cohort, r.id AS referral_id, f.worker AS worker,
       f.state AS state, toString(f.done_on) AS done_on, f.remark AS remark,
       o.id AS company_id, o.name AS company_name, r.offering_title AS offering_title,
       r.state AS referral_state, coalesce(r.own_reason, '') AS own_reason
ORDER BY f.due_on, id;

// -- work_cohorts --
// How many follow-ups of a desk are to do, overdue and done, by quarter of the case.
// params: desk_id, today
// columns: cohort, to_do, overdue, done
MATCH (f:FollowUp)
USING INDEX f:FollowUp(desk_id, cohort, state, due_on)
WHERE f.desk_id = $desk_id AND f.cohort IS NOT NULL AND f.state IS NOT NULL AND f.due_on IS NOT NULL
RETURN f.cohort AS cohort, sum(CASE f.state WHEN 'open' THEN 1 ELSE 0 END) AS to_do,
       sum(CASE WHEN f.state = 'open' AND f.due_on < date($today) THEN 1 ELSE 0 END) AS overdue,
       sum(CASE f.state WHEN 'done' THEN 1 ELSE 0 END) AS done
ORDER BY cohort DESC;

// -- reminders_due --
// What a desk must still be reminded of: each day of each follow-up once.
// params: desk_id, due_by, limit
// columns: id, revision, desk_id, case_id, kind, due_on, cohort, referral_id, worker, state, done_on,
//           remark, company_id, company_name, offering_title, referral_state, own_reason
MATCH (f:FollowUp {desk_id: $desk_id, state: 'open'})
WHERE f.due_on <= date($due_by)
  AND NOT EXISTS {
        MATCH (e:Event {subject_id: f.id, kind: 'reminded'}) WHERE e.detail = toString(f.due_on)
      }
WITH f ORDER BY f.due_on, f.id LIMIT $limit
MATCH (f)-[:FOLLOWS]->(c:Case)-[:ASKED_BY]->(o:Company)
OPTIONAL MATCH (f)-[:ASKS_ABOUT]->(r:Referral)
RETURN f.id AS id, f.revision AS revision, f.desk_id AS desk_id, c.id AS case_id, f.kind AS kind,
       toString(f.due_on) AS due_on, f.cohort AS cohort, r.id AS referral_id, f.worker AS worker,
       f.state AS state, toString(f.done_on) AS done_on, f.remark AS remark,
       o.id AS company_id, o.name AS company_name, r.offering_title AS offering_title,
       r.state AS referral_state, coalesce(r.own_reason, '') AS own_reason
ORDER BY f.due_on, id;

// -- next_event --
// Count one more thing that happened.
// params: none
// columns: number
MATCH (r:Register {id: 'register'})
SET r.events = coalesce(r.events, 0) + 1
RETURN r.events AS number;

// -- events_by_id --
// Events with these ids.
// params: ids
// columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
MATCH (e:Event) WHERE e.id IN $ids
RETURN e.id AS id, e.number AS number, e.kind AS kind, toString(e.happened_at) AS happened_at, e.done_by AS done_by,
       e.subject_id AS subject_id, e.company_id AS company_id, e.case_id AS case_id, e.detail AS detail,
       e.note AS note
ORDER BY id;

// -- events_of_case --
// What happened in a case, the latest first.
// params: case_id
// columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
MATCH (e:Event {case_id: $case_id})
RETURN e.id AS id, e.number AS number, e.kind AS kind, toString(e.happened_at) AS happened_at, e.done_by AS done_by,
       e.subject_id AS subject_id, e.company_id AS company_id, e.case_id AS case_id, e.detail AS detail,
       e.note AS note
ORDER BY number DESC;

// -- events_of_company --
// What happened with a company at any desk, the latest first.
// params: company_id
// columns: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
MATCH (e:Event {company_id: $company_id})
RETURN e.id AS id, e.number AS number, e.kind AS kind, toString(e.happened_at) AS happened_at, e.done_by AS done_by,
       e.subject_id AS subject_id, e.company_id AS company_id, e.case_id AS case_id, e.detail AS detail,
       e.note AS note
ORDER BY number DESC;

// -- put_events --
// Note that something happened.
// rows: id, number, kind, happened_at, done_by, subject_id, company_id, case_id, detail, note
// columns: none
UNWIND $rows AS row
CREATE (:Event {id: row.id, number: row.number, kind: row.kind,
                happened_at: datetime(row.happened_at), done_by: row.done_by, subject_id: row.subject_id,
                company_id: row.company_id, case_id: row.case_id, detail: row.detail, note: row.note});

// -- blank_notes --
// Take the notes out of what happened with a company.
// rows: company_id
// columns: none
UNWIND $rows AS row
MATCH (e:Event {company_id: row.company_id}) SET e.note = '';

// -- answer_to --
// The answer to a desk's request with this key.
// params: desk_id, request_key
// columns: fingerprint, answer
MATCH (a:AnsweredRequest {desk_id: $desk_id, request_key: $request_key})
RETURN a.fingerprint AS fingerprint, a.answer AS answer;

// -- put_answers --
// Remember the answer to a request.
// rows: desk_id, request_key, fingerprint, answer, answered_at
// columns: none
UNWIND $rows AS row
CREATE (:AnsweredRequest {desk_id: row.desk_id, request_key: row.request_key,
                          fingerprint: row.fingerprint, answer: row.answer,
                          answered_at: datetime(row.answered_at)});

// -- answers_before --
// How many answers to requests are from before a moment.
// params: before
// columns: total
MATCH (a:AnsweredRequest) WHERE a.answered_at < datetime($before) RETURN count(a) AS total;

// -- forget_answers --
// Forget the answers to requests from before a moment.
// rows: before
// columns: none
UNWIND $rows AS row
MATCH (a:AnsweredRequest) WHERE a.answered_at < datetime(row.before) DELETE a;

// -- forget_answers_about --
// Forget the answers to requests that name something.
// rows: id
// columns: none
UNWIND $rows AS row
MATCH (a:AnsweredRequest) WHERE a.answer CONTAINS row.id DELETE a;

// -- mails_by_id --
// Mails with these ids.
// params: ids
// columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
//           tries, settled_at
MATCH (m:Mail) WHERE m.id IN $ids
RETURN m.id AS id, m.desk_id AS desk_id, m.kind AS kind, m.subject_id AS subject_id, m.company_id AS company_id,
       m.recipient AS recipient, m.language AS language, toString(m.made_at) AS made_at,
       toString(m.next_try_at) AS next_try_at, m.state AS state, m.tries AS tries,
       toString(m.settled_at) AS settled_at
ORDER BY id;

// -- mails_to_take --
// Mails that wait or were being sent and whose moment has come, the earliest moment first.
// params: at, limit
// columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
//           tries, settled_at
MATCH (m:Mail) WHERE m.state IN ['waiting', 'sending'] AND m.next_try_at <= datetime($at)
RETURN m.id AS id, m.desk_id AS desk_id, m.kind AS kind, m.subject_id AS subject_id, m.company_id AS company_id,
       m.recipient AS recipient, m.language AS language, toString(m.made_at) AS made_at,
       toString(m.next_try_at) AS next_try_at, m.state AS state, m.tries AS tries,
       toString(m.settled_at) AS settled_at
ORDER BY m.next_try_at, id
LIMIT $limit;

// -- mails_about --
// Mails of a desk about something, the latest made first.
// params: desk_id, subject_id
// columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
//           tries, settled_at
MATCH (m:Mail {subject_id: $subject_id, desk_id: $desk_id})
RETURN m.id AS id, m.desk_id AS desk_id, m.kind AS kind, m.subject_id AS subject_id, m.company_id AS company_id,
       m.recipient AS recipient, m.language AS language, toString(m.made_at) AS made_at,
       toString(m.next_try_at) AS next_try_at, m.state AS state, m.tries AS tries,
       toString(m.settled_at) AS settled_at
ORDER BY m.made_at DESC, id;

// -- mails_about_company --
// Mails about a company that are not settled.
// params: company_id
// columns: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
//           tries, settled_at
MATCH (m:Mail {company_id: $company_id}) WHERE m.state IN ['waiting', 'sending']
RETURN m.id AS id, m.desk_id AS desk_id, m.kind AS kind, m.subject_id AS subject_id, m.company_id AS company_id,
       m.recipient AS recipient, m.language AS language, toString(m.made_at) AS made_at,
       toString(m.next_try_at) AS next_try_at, m.state AS state, m.tries AS tries,
       toString(m.settled_at) AS settled_at
ORDER BY id;

// -- put_mails --
// Add a mail or replace what is known of it.
// rows: id, desk_id, kind, subject_id, company_id, recipient, language, made_at, next_try_at, state,
//        tries, settled_at
// columns: none
UNWIND $rows AS row
MERGE (m:Mail {id: row.id})
SET m = {id: row.id, desk_id: row.desk_id, kind: row.kind, subject_id: row.subject_id,
         company_id: row.company_id, recipient: row.recipient, language: row.language,
         made_at: datetime(row.made_at), next_try_at: datetime(row.next_try_at), state: row.state,
         tries: row.tries, settled_at: datetime(row.settled_at)};
