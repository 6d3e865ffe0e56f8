-- The server's version as a number, 150020 for 15.20. No parameters.
SELECT current_setting('server_version_num');
