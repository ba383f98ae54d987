#!/bin/sh
# Starts Redis or Valkey with Weir's settings: repairs the log, writes the users from users.acl, and becomes the server.
# REDIS_PASSWORD, or REDIS_PASSWORD_FILE, is that of the user weir; REDIS_INGEST_PASSWORD (also with _FILE) and
# REDIS_OPERATOR_PASSWORD are optional.
# Further arguments go to the server.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${REDIS_DATA:-/data}
users=${REDIS_USERS:-/tmp/users.acl}

password=${REDIS_PASSWORD:-}
if [ -z "$password" ] && [ -n "${REDIS_PASSWORD_FILE:-}" ]; then password=$(cat "$REDIS_PASSWORD_FILE"); fi
if [ -z "$password" ]; then
  echo 'REDIS_PASSWORD is not set, nor REDIS_PASSWORD_FILE' >&2
  exit 1
fi
ingest=${REDIS_INGEST_PASSWORD:-}
if [ -z "$ingest" ] && [ -n "${REDIS_INGEST_PASSWORD_FILE:-}" ]; then ingest=$(cat "$REDIS_INGEST_PASSWORD_FILE"); fi
sha256() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

# About users.acl (which knows no comments): nobody can log in as `default`, which is off, but it must keep all its rights. While a
# server reads its log it runs every transaction as that user, and Redis 7.0 (Valkey before 8.0.11 and 8.1.10) leaves out without a
# word what the user may not do: the whole state would be gone after a restart. `health` may only PING, without a password.
# `ingest` is reached from outside: it sees the buckets of rates and nothing else.
# Only hashes are written, and only where the server reads them. Without a password there is no operator, and no ingest.
umask 077
sed -e "s/#WEIR_PASSWORD_SHA256/#$(sha256 "$password")/" "$here/users.acl" |
  if [ -n "${REDIS_OPERATOR_PASSWORD:-}" ]; then
    sed -e "s/#OPERATOR_PASSWORD_SHA256/#$(sha256 "$REDIS_OPERATOR_PASSWORD")/"
  else
    grep -v '^user operator '
  fi |
  if [ -n "$ingest" ]; then
    sed -e "s/#INGEST_PASSWORD_SHA256/#$(sha256 "$ingest")/"
  else
    grep -v '^user ingest '
  fi >"$users"
unset REDIS_PASSWORD REDIS_INGEST_PASSWORD REDIS_OPERATOR_PASSWORD password ingest

if command -v valkey-server >/dev/null; then server=valkey; else server=redis; fi

# A transaction without its end is cut off before the server sees it: see aof-load-truncated in redis.conf. Only with a manifest that
# is one: the tool would take anything else for a log of old, and empty it.
manifest="$data/appendonlydir/appendonly.aof.manifest"
if [ -e "$manifest" ]; then
  grep -q '^file ' "$manifest" || { echo "$manifest is damaged: restore a backup" >&2; exit 1; }
  yes 2>/dev/null | "$server-check-aof" --fix "$manifest"
fi

exec "$server-server" "$here/redis.conf" --dir "$data" --aclfile "$users" "$@"
