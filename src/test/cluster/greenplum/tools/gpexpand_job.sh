#!/bin/bash
# Takes new segments in, from a Job.
source /usr/local/greenplum-db/greenplum_path.sh
[ -n "${GPEXPAND_HOST:-}" ] && [[ "${NEW_SEG_COUNT:-}" =~ ^[0-9]+$ ]] || { echo "GPEXPAND_HOST and NEW_SEG_COUNT have to be set" >&2; exit 1; }
exec gpagent run "$GPEXPAND_HOST" "gpexpand -n $NEW_SEG_COUNT"
