// The desk's work: who asks, intakes, cases, referrals, places and follow-up.
CREATE CONSTRAINT company_id IF NOT EXISTS FOR (c:Company) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT contact_id IF NOT EXISTS FOR (k:Contact) REQUIRE k.id IS UNIQUE;
CREATE CONSTRAINT intake_id IF NOT EXISTS FOR (i:Intake) REQUIRE i.id IS UNIQUE;
CREATE CONSTRAINT private_link_hash IF NOT EXISTS FOR (l:PrivateLink) REQUIRE l.token_hash IS UNIQUE;
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (c:Case) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT case_need_id IF NOT EXISTS FOR (n:CaseNeed) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT gap_id IF NOT EXISTS FOR (g:Gap) REQUIRE g.id IS UNIQUE;
CREATE CONSTRAINT referral_id IF NOT EXISTS FOR (r:Referral) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT period_id IF NOT EXISTS FOR (p:Period) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT follow_up_id IF NOT EXISTS FOR (f:FollowUp) REQUIRE f.id IS UNIQUE;
CREATE CONSTRAINT event_id IF NOT EXISTS FOR (e:Event) REQUIRE e.id IS UNIQUE;
CREATE CONSTRAINT answered_request_key IF NOT EXISTS
FOR (a:AnsweredRequest) REQUIRE (a.desk_id, a.request_key) IS UNIQUE;
CREATE CONSTRAINT desk_id IF NOT EXISTS FOR (d:Desk) REQUIRE d.id IS UNIQUE;
CREATE INDEX company_order IF NOT EXISTS FOR (c:Company) ON (c.sort_key, c.id);
CREATE INDEX company_activity IF NOT EXISTS FOR (c:Company) ON (c.active_on);
CREATE INDEX private_link_target IF NOT EXISTS FOR (l:PrivateLink) ON (l.target_id);
CREATE INDEX case_cohort IF NOT EXISTS FOR (c:Case) ON (c.desk_id, c.cohort);
CREATE INDEX gap_day IF NOT EXISTS FOR (g:Gap) ON (g.desk_id, g.found_on);
CREATE INDEX period_offering IF NOT EXISTS FOR (p:Period) ON (p.offering_id);
CREATE INDEX follow_up_order IF NOT EXISTS FOR (f:FollowUp) ON (f.desk_id, f.state, f.due_on, f.id);
CREATE INDEX follow_up_cohort IF NOT EXISTS FOR (f:FollowUp) ON (f.desk_id, f.cohort, f.state, f.due_on);
CREATE INDEX event_case IF NOT EXISTS FOR (e:Event) ON (e.case_id);
CREATE INDEX event_company IF NOT EXISTS FOR (e:Event) ON (e.company_id);
CREATE INDEX event_subject IF NOT EXISTS FOR (e:Event) ON (e.subject_id, e.kind);
CREATE INDEX answered_request_age IF NOT EXISTS FOR (a:AnsweredRequest) ON (a.answered_at);
