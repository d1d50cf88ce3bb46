-- Why a version was made; who made it and when stand beside it already.
ALTER TABLE workflow_versions ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- What an organization decides about its bills. No row: nothing was decided.
CREATE TABLE billing_settings (
    organization_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    -- JSON list; NULL while they are Muster's own.
    credit_patterns TEXT,
    -- JSON.
    eco_commitments TEXT NOT NULL
);

CREATE TABLE eco_invoices (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- The month that was invoiced, `YYYY-MM`.
    month TEXT NOT NULL,
    -- Exact decimal.
    amount TEXT NOT NULL,
    PRIMARY KEY (organization_id, month)
);

-- JSON: the settings a report was asked for with, so that it can be made again; NULL is none of them.
ALTER TABLE reports ADD COLUMN settings TEXT;

-- The re-rated bill beside a report, in each form that somebody asked for; its file is in the report's folder.
CREATE TABLE rerated_bills (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    report_id TEXT NOT NULL,
    -- `csv` or `parquet`.
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    percent BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (report_id, organization_id) REFERENCES reports (id, organization_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX rerated_bills_form ON rerated_bills (report_id, form);

-- Sessions are found by a digest of their id from now on; the ids that stand here would let a reader of this table in.
DELETE FROM sessions;
