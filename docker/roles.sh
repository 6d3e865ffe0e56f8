#!/bin/sh
# Runs once, when the database's volume is empty: who owns the log, and who runs the application.
# The owner may act as the application, so that migrations can make what the application owns.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  --set=owner="$(cat "$OWNER_PASSWORD_FILE")" --set=application="$(cat "$APPLICATION_PASSWORD_FILE")" <<'SQL'
CREATE ROLE zairyu_owner LOGIN PASSWORD :'owner';
CREATE ROLE zairyu_app LOGIN PASSWORD :'application';
GRANT zairyu_app TO zairyu_owner;
SELECT :SERVER_VERSION_NUM >= 170000 AS has_builtin_locales \gset
\if :has_builtin_locales
CREATE DATABASE zairyu OWNER zairyu_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin
  BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
\else
CREATE DATABASE zairyu OWNER zairyu_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc
  LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
\endif
\connect zairyu
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
