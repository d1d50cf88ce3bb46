-- Which version of which workflow charges a subset, from a billing month on. Rows are only added: of those whose month
-- has come, the one that was made last counts.
CREATE TABLE associations (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subset_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    workflow_version BIGINT NOT NULL,
    -- `YYYY-MM`.
    from_month TEXT NOT NULL,
    -- Who approved it; under the self-service policy, who made it.
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (subset_id, organization_id) REFERENCES subsets (id, organization_id) ON DELETE CASCADE,
    FOREIGN KEY (workflow_id, workflow_version, organization_id)
        REFERENCES workflow_versions (workflow_id, version, organization_id)
);
CREATE INDEX associations_organization ON associations (organization_id, created_at);

-- A month that is charged: where its computation stands, and whether it is closed.
CREATE TABLE charge_months (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    -- How often a computation was asked for: a worker that finds more than when it began computes once more.
    asked BIGINT NOT NULL,
    state TEXT NOT NULL,
    percent BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    computed_at BIGINT,
    -- While it is closed.
    closed_at BIGINT,
    UNIQUE (id, organization_id)
);
CREATE UNIQUE INDEX charge_months_month ON charge_months (organization_id, month);

-- Why a month was closed, opened again or restated, and by whom.
CREATE TABLE month_events (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    -- `closed`, `reopened` or `restated`.
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX month_events_month ON month_events (organization_id, month, created_at);

-- What a subset is charged for a month. Its cells are in a file that is named as the row; the row is what makes the
-- file count.
CREATE TABLE charges (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subset_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- `kept`: it counts. `late`: what a closed month would come to now.
    standing TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    workflow_version BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- Exact decimal.
    amount TEXT NOT NULL,
    -- JSON list of the imports that its lines came from.
    imports TEXT NOT NULL,
    computed_at BIGINT NOT NULL,
    UNIQUE (id, organization_id),
    FOREIGN KEY (subset_id, organization_id) REFERENCES subsets (id, organization_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX charges_standing ON charges (organization_id, subset_id, month, standing);
CREATE INDEX charges_month ON charges (organization_id, month);

-- The same by account, for lists.
CREATE TABLE charge_accounts (
    charge_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (charge_id, account_id),
    FOREIGN KEY (charge_id, organization_id) REFERENCES charges (id, organization_id) ON DELETE CASCADE
);

-- An end customer's organization that sees what a subset of a provider is charged.
CREATE TABLE customer_links (
    id TEXT PRIMARY KEY,
    -- The provider's.
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subset_id TEXT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Of the customer's administrator, as it was asked for.
    email TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (subset_id, organization_id) REFERENCES subsets (id, organization_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX customer_links_pair ON customer_links (subset_id, customer_id);
CREATE INDEX customer_links_customer ON customer_links (customer_id);
