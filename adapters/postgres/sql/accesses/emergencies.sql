-- Emergencies by person and civil day, those with the newest first; all of one group stand together, newest first.
-- $1 office text (null: all), $2 before id bigint (null: from the newest), $3 limit int
SELECT max(id) AS id, person, role, office, (opened_at AT TIME ZONE 'Asia/Tokyo')::date AS on, count(*) AS opened,
    array_agg(resident_id ORDER BY id DESC) AS residents, array_agg(reason ORDER BY id DESC) AS reasons,
    array_agg(opened_at ORDER BY id DESC) AS opened_ats, array_agg(until ORDER BY id DESC) AS untils
FROM access.emergency
WHERE $1::text IS NULL OR office = $1
GROUP BY person, role, office, (opened_at AT TIME ZONE 'Asia/Tokyo')::date
HAVING $2::bigint IS NULL OR max(id) < $2
ORDER BY max(id) DESC
LIMIT $3
