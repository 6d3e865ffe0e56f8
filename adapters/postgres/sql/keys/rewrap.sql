-- Exchange the wrapping of data keys, as the owner: whoever may exchange one may exchange it for one that nothing opens.
-- Returns the residents whose key was still wrapped as thought.
-- $1 shard int, $2 residents uuid[], $3 old wrappings bytea[], $4 new wrappings bytea[], $5 id of the new master key text
UPDATE keys.data_key k SET wrapped = r.new, master = $5
  FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS r (resident, old, new)
 WHERE k.shard = $1 AND k.resident_id = r.resident AND k.wrapped = r.old
RETURNING k.resident_id;
