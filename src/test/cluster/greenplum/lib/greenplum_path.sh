# Sourced by whoever uses the tools.
export GPHOME=/usr/local/greenplum-db
export PATH=$GPHOME/bin:/usr/lib/postgresql/15/bin:/usr/bin:/bin
export PGUSER=gpadmin PGCONNECT_TIMEOUT=5 PGHOST=${PGHOST:-/tmp} PGPORT=5432
export MASTER_DATA_DIRECTORY=${MASTER_DATA_DIRECTORY:-/greenplum/data-1}
