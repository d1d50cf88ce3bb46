-- Whether the organization may make subsets. Those that were there before go on as they were; a new one asks first.
ALTER TABLE organizations ADD COLUMN subsets_enabled BIGINT NOT NULL DEFAULT 0;
UPDATE organizations SET subsets_enabled = 1;

-- What an organization asks of support.
CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- JSON: what an approval applies.
    request TEXT NOT NULL,
    -- The same as people write it, with the names of the day of asking.
    text TEXT NOT NULL,
    requested_by TEXT NOT NULL REFERENCES users (id),
    -- Of the support staff; NULL while nobody took it.
    assignee TEXT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (id, organization_id)
);
CREATE INDEX tickets_organization ON tickets (organization_id, created_at);
CREATE INDEX tickets_state ON tickets (state, created_at);

-- What was said about a ticket, and what became of it.
CREATE TABLE ticket_comments (
    id TEXT PRIMARY KEY,
    ticket_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    -- The state that the ticket got with it; NULL for a mere comment.
    became TEXT,
    text TEXT NOT NULL,
    -- 1 for what support said.
    support BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (ticket_id, organization_id) REFERENCES tickets (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX ticket_comments_ticket ON ticket_comments (ticket_id, created_at);

-- How far a management account is on its way to full service. No row: analysis.
CREATE TABLE service_tiers (
    management_account_id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    tier TEXT NOT NULL,
    -- Since when it is in this tier.
    since BIGINT NOT NULL,
    -- The day of the strategy call, once there is one.
    call_on TEXT,
    -- The first day of the ramp-up, and how many weeks it takes.
    ramp_up_from TEXT,
    ramp_up_weeks BIGINT,
    FOREIGN KEY (management_account_id, organization_id) REFERENCES management_accounts (id, organization_id) ON DELETE CASCADE
);

-- Versions of workflows that somebody has looked at on a report and found right.
CREATE TABLE workflow_validations (
    workflow_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    organization_id TEXT NOT NULL,
    -- No reference: the mark outlives the report.
    report_id TEXT NOT NULL,
    report_name TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workflow_id, version),
    FOREIGN KEY (workflow_id, version, organization_id)
        REFERENCES workflow_versions (workflow_id, version, organization_id) ON DELETE CASCADE
);
