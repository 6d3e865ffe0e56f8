#!/bin/sh
# Makes what compose.yaml keeps secret, once, as root: sudo docker/secrets.sh
# A password each for superuser, owner and application, for the database's user (999) as it is and for the service's
# (10001) as a PostgreSQL password file; the key that opens the bodies, and the one that signs the seals of the log.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
chmod 711 secrets
for role in superuser owner application; do
  [ -e "secrets/$role" ] || head -c 32 /dev/urandom | base64 | tr -d '+/=\n' > "secrets/$role"
done
printf 'database:5432:zairyu:zairyu_owner:%s\n' "$(cat secrets/owner)" > secrets/owner.pgpass
printf 'database:5432:zairyu:zairyu_app:%s\n' "$(cat secrets/application)" > secrets/application.pgpass
for key in master seal; do
  [ -e "secrets/$key.key" ] || head -c 32 /dev/urandom | base64 > "secrets/$key.key"
done
chown 999 secrets/superuser secrets/owner secrets/application
chown 10001 secrets/*.pgpass secrets/*.key
