-- To whom the service sends what.
CREATE SCHEMA IF NOT EXISTS exchange AUTHORIZATION zairyu_app;
