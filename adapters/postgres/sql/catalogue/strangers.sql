-- Whatever could run code of its own in the program's schemas and was made by no migration, a sentence for each: functions,
-- triggers (and known ones that are switched off), rules and views, policies, types, operators, defaults that are neither
-- constant nor the clock, checks on tables that are not the owner's; event triggers of the whole database. What belongs
-- to an extension is known. And the triggers that are gone.
-- $1 schemas text[]; known functions: $2 names text[], $3 bodies text[];
-- known triggers: $4 tables text[], $5 names text[], $6 functions text[]
WITH ours AS (
    SELECT n.oid, n.nspname AS name FROM pg_namespace n WHERE n.nspname = ANY ($1::text[])
), relation AS (
    SELECT c.oid, c.relowner AS owner, format('%s.%s', n.name, c.relname) AS name
      FROM pg_class c JOIN ours n ON n.oid = c.relnamespace
), found (class, object) AS (
    SELECT 'pg_proc'::regclass, p.oid
      FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace
     WHERE NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS k (name, body)
                        WHERE k.name = format('%s.%s', n.name, p.proname) AND k.body = p.prosrc)
    UNION ALL
    SELECT 'pg_trigger', t.oid
      FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid
      JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE NOT t.tgisinternal
       AND (t.tgenabled <> 'O'
            OR NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS k (relation, name, function)
                            WHERE (k.relation, k.name) = (r.name, t.tgname)
                              AND k.function = format('%s.%s', n.nspname, p.proname)))
    UNION ALL
    SELECT 'pg_rewrite', w.oid FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class
    UNION ALL
    SELECT 'pg_policy', p.oid FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
    UNION ALL
    SELECT 'pg_attrdef', d.oid
      FROM pg_attrdef d JOIN relation r ON r.oid = d.adrelid
     WHERE pg_get_expr(d.adbin, d.adrelid) !~ '^([(]?-?[0-9]+[)]?|''[^'']*''(::[a-z ]+)?|true|false|clock_timestamp[(][)])$'
    UNION ALL
    SELECT 'pg_constraint', c.oid
      FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid
     WHERE c.contype = 'c' AND r.owner <> (SELECT relowner FROM pg_class WHERE oid = 'migration.applied'::regclass)
    UNION ALL
    SELECT 'pg_operator', o.oid FROM pg_operator o JOIN ours n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 'pg_type', t.oid
      FROM pg_type t JOIN ours n ON n.oid = t.typnamespace
     WHERE t.typtype NOT IN ('c', 'b') OR t.typtype = 'b' AND t.typelem = 0
    UNION ALL
    SELECT 'pg_event_trigger', e.oid FROM pg_event_trigger e
)
SELECT format('%s %s is not as a migration made it', i.type, i.identity) AS sentence
  FROM found f CROSS JOIN LATERAL pg_identify_object(f.class, f.object, 0) AS i
 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = f.class AND d.objid = f.object AND d.deptype = 'e')
UNION ALL
SELECT format('trigger %s on %s is gone', k.name, k.relation)
  FROM unnest($4::text[], $5::text[]) AS k (relation, name)
 WHERE NOT EXISTS (SELECT FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid
                    WHERE (r.name, t.tgname) = (k.relation, k.name))
 ORDER BY sentence;
