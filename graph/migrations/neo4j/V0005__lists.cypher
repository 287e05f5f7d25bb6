// What is looked through as a whole: the cases that a desk holds, and the names and numbers of companies.
CREATE INDEX case_order IF NOT EXISTS FOR (c:Case) ON (c.desk_id, c.state, c.opened_on, c.id);
CREATE TEXT INDEX company_words IF NOT EXISTS FOR (c:Company) ON (c.search_text);
CREATE INDEX company_number IF NOT EXISTS FOR (c:Company) ON (c.kvk_number);
