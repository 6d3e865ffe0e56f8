-- One process migrates a database at a time; held until the connection closes. No parameters.
SELECT pg_advisory_lock(hashtext('zairyu'), hashtext('migrate'));
