-- Whether any migration ever ran here. No parameters.
SELECT to_regclass('migration.applied') IS NOT NULL;
