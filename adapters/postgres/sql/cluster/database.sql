-- The embedded server's database. No parameters.
CREATE DATABASE zairyu OWNER zairyu_owner;
