-- Requests for corrections, and what became of them, are entries of the streams; an index finds those that wait. No
-- parameters.
CREATE INDEX correction_requests ON log.event (shard, resident_id, version) INCLUDE (position, topic)
    WHERE starts_with(topic, 'Correction');
