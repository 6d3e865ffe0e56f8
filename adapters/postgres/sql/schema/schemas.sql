-- The schemas: the log, its keys and who may call belong to the owner, whose tables the application reads; the lists
-- and how far they have come to the application, since they can be made again from the log at any time; so do the sessions of
-- the console, which can begin again, and whom the service sends what (`exchange`). No parameters.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS log;
CREATE SCHEMA IF NOT EXISTS keys;
CREATE SCHEMA IF NOT EXISTS access;
GRANT USAGE ON SCHEMA log, keys, access TO zairyu_app;
CREATE SCHEMA lists AUTHORIZATION zairyu_app;
CREATE SCHEMA lists_next AUTHORIZATION zairyu_app;
CREATE SCHEMA projection AUTHORIZATION zairyu_app;
CREATE SCHEMA IF NOT EXISTS console AUTHORIZATION zairyu_app;
CREATE SCHEMA IF NOT EXISTS exchange AUTHORIZATION zairyu_app;
