-- The table as tsdb-operator has it; one that exists is kept with its rows.
CREATE TABLE IF NOT EXISTS audit_log (
    id           bigserial PRIMARY KEY,
    cluster_name text NOT NULL,
    operation    text NOT NULL,
    operator     text,
    "timestamp"  timestamptz NOT NULL DEFAULT now(),
    result       text,
    detail       text
);

-- What five families need besides: where the cluster is, what it is, and by what a replayed row is recognized.
ALTER TABLE audit_log ADD COLUMN IF NOT EXISTS kind text;
ALTER TABLE audit_log ADD COLUMN IF NOT EXISTS namespace text;
ALTER TABLE audit_log ADD COLUMN IF NOT EXISTS event_id uuid;

CREATE UNIQUE INDEX IF NOT EXISTS audit_log_event_id ON audit_log (event_id);
CREATE INDEX IF NOT EXISTS audit_log_cluster ON audit_log (namespace, cluster_name, id DESC);
