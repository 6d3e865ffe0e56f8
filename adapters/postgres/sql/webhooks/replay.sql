-- Send again what comes after a position in the log of events, and all notices told since that entry; nothing is passed over
-- that has not been sent. What was set aside since is forgotten: it is sent again, too.
-- $1 shard int, $2 webhook uuid, $3 after position bigint, $4 after timestamptz (null: the moment of the position),
-- $5 now timestamptz
WITH moment AS (
    SELECT coalesce($4, (SELECT e.recorded_at FROM log.event AS e WHERE e.shard = $1 AND e.position = $3)) AS at
), back AS (
    SELECT coalesce($3, (
               SELECT e.position FROM log.event AS e WHERE e.shard = $1 AND e.recorded_at <= m.at
               ORDER BY e.position DESC LIMIT 1
           ), 0) AS events,
           coalesce((
               SELECT n.position FROM log.notice AS n WHERE n.shard = $1 AND n.told_at <= m.at
               ORDER BY n.position DESC LIMIT 1
           ), 0) AS notices
    FROM moment AS m
), changed AS (
    UPDATE exchange.webhook AS w
    SET events = least(w.events, b.events), notices = least(w.notices, b.notices), turn = w.turn + 1, failed_in_a_row = 0
    FROM back AS b
    WHERE w.shard = $1 AND w.webhook_id = $2
    RETURNING w.shard, w.webhook_id, b.events AS events_after, b.notices AS notices_after
), held AS (
    UPDATE exchange.webhook_held AS f
    SET events = least(f.events, w.events_after), notices = least(f.notices, w.notices_after), next_at = $5
    FROM changed AS w
    WHERE f.shard = w.shard AND f.webhook_id = w.webhook_id
), alive AS (
    DELETE FROM exchange.webhook_dead AS d
    USING changed AS w
    WHERE d.shard = w.shard AND d.webhook_id = w.webhook_id
        AND d.position > CASE WHEN d.kind = 'resident.recorded' THEN w.events_after ELSE w.notices_after END
)
SELECT webhook_id FROM changed
