// The cases that a desk holds, open or closed, as they are listed.
CREATE INDEX case_order IF NOT EXISTS FOR (c:Case) ON (c.desk_id, c.state, c.opened_on, c.id);
