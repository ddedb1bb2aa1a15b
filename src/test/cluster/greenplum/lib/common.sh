# What the tools share.
set -uo pipefail
M=$MASTER_DATA_DIRECTORY
S=/greenplum/data
SEGPORT=40000

sql() { psql -d "${2:-postgres}" -AtXq -v ON_ERROR_STOP=1 -c "$1"; }
on_segment() { psql -h "$1" -p $SEGPORT -d postgres -AtXq -v ON_ERROR_STOP=1 -c "$2"; }
remote() { gpagent run "$1" "$2"; }
say() { echo "$(date +%Y%m%d:%H:%M:%S) $(basename "$0"):$(hostname) -[INFO]:-$*"; }
die() { echo "$(date +%Y%m%d:%H:%M:%S) $(basename "$0"):$(hostname) -[CRITICAL]:-$*" >&2; exit 1; }

# All options have to be known: option NAME ALLOWED "$@"
allow() {
  local allowed=" $1 "; shift
  for word in "$@"; do
    case "$word" in -*) [[ "$allowed" == *" $word "* ]] || die "unknown option $word" ;; esac
  done
}

is_up() { pg_ctl -D "$1" status >/dev/null 2>&1; }
start() { is_up "$1" || pg_ctl -D "$1" -w -t 60 -l "$1/startup.log" start >/dev/null || die "$1 does not start: $(tail -n 1 "$1/startup.log")"; }
stop() { ! is_up "$1" || pg_ctl -D "$1" -m "$2" -w -t 60 stop >/dev/null || die "$1 does not stop"; }

configure() { # DIRECTORY PORT
  cat >>"$1/postgresql.conf" <<EOF
listen_addresses = '*'
timezone = 'GMT'
log_timezone = 'GMT'
port = $2
unix_socket_directories = '/tmp'
wal_log_hints = on
hot_standby = off
wal_keep_size = 256MB
wal_sender_timeout = 10s
wal_receiver_timeout = 10s
max_connections = 60
shared_buffers = 8MB
# What processes wrote outlives them; a machine that falls is not tested.
fsync = off
EOF
  cat >"$1/pg_hba.conf" <<EOF
local all all trust
host all gpadmin 0.0.0.0/0 trust
host replication gpadmin 0.0.0.0/0 trust
EOF
  cat /etc/config/hostBasedAuthentication >>"$1/pg_hba.conf"
}

databases() { sql "select datname from pg_database where datallowconn or datname = 'template1'"; }
rows() { sql "select hostname from gp_segment_configuration where $1 order by content, dbid"; }

# One cluster-wide statement over all databases, as a change of where segments are.
everywhere() { local db; for db in $(databases); do sql "$1" "$db" || return 1; done; }
