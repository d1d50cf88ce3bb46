-- Whose clock its schedules go by, as the IANA database names it.
ALTER TABLE organizations ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';

-- A report that is made again and again.
CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Each run is made with its newest version.
    workflow_id TEXT NOT NULL,
    -- JSON, as of a report.
    scope TEXT NOT NULL,
    group_by TEXT NOT NULL,
    -- The day of the first run, in the organization's calendar.
    start_day TEXT NOT NULL,
    covers TEXT NOT NULL,
    repeats TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Why it stopped by itself.
    why TEXT,
    -- The next run's day, and when it is due; NULL where there is none.
    next_day TEXT,
    next_at BIGINT,
    -- The day of which somebody was warned that its bill will not be settled.
    warned_day TEXT,
    -- JSON list of the members who are mailed.
    recipients TEXT NOT NULL,
    attach BIGINT NOT NULL,
    webhook_url TEXT,
    -- Encrypted with the installation's key.
    webhook_secret TEXT,
    -- Whoever saved it last: its runs are theirs.
    owner TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    UNIQUE (id, organization_id),
    FOREIGN KEY (workflow_id, organization_id) REFERENCES workflows (id, organization_id)
);
CREATE INDEX schedules_organization ON schedules (organization_id, created_at);
CREATE INDEX schedules_next_at ON schedules (next_at);

-- What came of each planned day, and of asking by hand.
CREATE TABLE schedule_runs (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    -- NULL where somebody asked for it.
    planned_day TEXT,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    -- `asked`, `skipped` or `refused`.
    outcome TEXT NOT NULL,
    why TEXT,
    -- No reference: the run outlives the report.
    report_id TEXT,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (schedule_id, organization_id) REFERENCES schedules (id, organization_id) ON DELETE CASCADE
);
-- A day is run once, whatever two servers believe, and whatever becomes of the time zone.
CREATE UNIQUE INDEX schedule_runs_day ON schedule_runs (schedule_id, planned_day);
CREATE INDEX schedule_runs_schedule ON schedule_runs (schedule_id, created_at);
CREATE INDEX schedule_runs_report ON schedule_runs (report_id);

-- A report on its way to somebody.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    -- No reference: the log outlives the report.
    report_id TEXT NOT NULL,
    report_name TEXT NOT NULL,
    -- `mail` or `webhook`.
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    -- Of a webhook: what is sent, byte for byte; tries of one delivery are alike.
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    -- How often it was taken; a replay begins anew.
    attempts BIGINT NOT NULL DEFAULT 0,
    -- Not before this time; who takes it moves it into the future, and so leases it. NULL when it is over.
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (id, organization_id),
    FOREIGN KEY (schedule_id, organization_id) REFERENCES schedules (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX deliveries_due_at ON deliveries (due_at);
CREATE INDEX deliveries_schedule ON deliveries (schedule_id, created_at);

CREATE TABLE delivery_attempts (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    -- HTTP status of the answer; NULL where there was none.
    status BIGINT,
    error TEXT,
    milliseconds BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (delivery_id, organization_id) REFERENCES deliveries (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id, created_at);
