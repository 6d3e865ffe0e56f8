-- Whether migrations of this kind ever ran here. No parameters.
SELECT to_regclass('migration.application') IS NOT NULL;
