-- The newest sessions of a person, those that ended among them.
-- $1 person text
SELECT digest FROM console.session WHERE person = $1 ORDER BY began_at DESC LIMIT 100
