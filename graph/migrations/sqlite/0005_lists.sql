-- The cases that a desk holds, open or closed, as they are listed.

CREATE INDEX desk_case_in_order ON desk_case (desk_id, state, opened_on, id);
