-- Why a desk chose an offering that was not suggested; all that was referred to before was.

ALTER TABLE referral ADD COLUMN own_reason TEXT NOT NULL DEFAULT '';
