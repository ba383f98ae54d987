#!/bin/bash
# Starts the broker of docker-compose.yml: sets up its storage at the first start, and never again.
set -euo pipefail

config=${KAFKA_CONFIG:-/etc/weir/server.properties}
if [ -z "${CLUSTER_ID:-}" ]; then
  echo "KAFKA_CLUSTER_ID is not set: make one (see .env.example) and keep it" >&2
  exit 1
fi
# Refused by Kafka when the storage is of another cluster: then the volume is somebody else's.
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$config"
exec /opt/kafka/bin/kafka-server-start.sh "$config"
