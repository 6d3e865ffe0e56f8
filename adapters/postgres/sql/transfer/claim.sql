-- Let residents hold card numbers.
-- $1 numbers text[], $2 shards int[], $3 residents uuid[]
INSERT INTO log.card_claim (number, shard, resident_id)
SELECT * FROM unnest($1::text[], $2::int[], $3::uuid[])
ON CONFLICT (number) DO NOTHING
