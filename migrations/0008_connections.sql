-- How bills come by themselves.

-- What a management account's bills are read from. The row is made with the wizard's first step and stays when the
-- connection ends, so that a role that was made for it goes on serving.
CREATE TABLE connections (
    management_account_id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- What whoever assumes the role has to say; made once.
    external_id TEXT NOT NULL,
    -- JSON, as given in the wizard; NULL until then.
    place TEXT,
    role TEXT,
    location TEXT,
    -- `s3` or `location`: what is read; NULL while nothing is.
    kind TEXT,
    connected_by TEXT REFERENCES users (id),
    connected_at BIGINT,
    -- When the last check ended, and when the next is due; NULL while nothing is connected.
    checked_at BIGINT,
    next_check_at BIGINT,
    -- JSON: what the last check found, and since when that is so.
    finding TEXT,
    finding_since BIGINT,
    -- When AWS wrote the newest delivery.
    delivered_at BIGINT,
    -- Members were told that something is wrong, and that the first bills are there.
    told_at BIGINT,
    ready_at BIGINT,
    FOREIGN KEY (management_account_id, organization_id)
        REFERENCES management_accounts (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX connections_next_check_at ON connections (next_check_at);
CREATE INDEX connections_organization ON connections (organization_id);

-- The newest delivery of each month, as the last check saw it, and which one the ledger has.
CREATE TABLE delivered_months (
    management_account_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- AWS's id of the delivery.
    assembly TEXT NOT NULL,
    -- JSON list of names.
    files TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    -- The one that was read last, and the one that cannot be read at all.
    imported TEXT,
    refused TEXT,
    -- The import that reads it, or read it last. No reference: imports know nothing of deliveries.
    import_id TEXT,
    -- JSON: why it is not read.
    finding TEXT,
    PRIMARY KEY (management_account_id, month),
    FOREIGN KEY (management_account_id, organization_id)
        REFERENCES management_accounts (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX delivered_months_import ON delivered_months (organization_id, import_id);

-- What happened to a connection.
CREATE TABLE connection_events (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    management_account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (management_account_id, organization_id)
        REFERENCES management_accounts (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX connection_events_account ON connection_events (organization_id, management_account_id, at);

-- The month that an import reads from a delivery; NULL for one that was uploaded.
ALTER TABLE imports ADD COLUMN delivered_month TEXT;
