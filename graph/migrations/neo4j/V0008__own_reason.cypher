// Why a desk chose an offering that was not suggested; all that was referred to before was.
MATCH (r:Referral) WHERE r.own_reason IS NULL SET r.own_reason = '';
