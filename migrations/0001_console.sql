-- The console's own data. One text for SQLite and PostgreSQL: ids and days are TEXT, times are BIGINT microseconds
-- since 1970 (UTC), truth is BIGINT 0 or 1 (crates/store/src/lib.rs says why). Where a row of an organization refers
-- to another, the reference includes the organization: the database itself refuses one across that border.

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    -- Normalised: trimmed, lower case.
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    -- PHC string (argon2id).
    password TEXT NOT NULL,
    -- Member of the installation's support staff.
    support BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- Counts writing transactions: whoever writes an organization's tables updates this row first, and so waits
    -- for whoever else does.
    writes BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    -- JSON list of permissions, for viewers.
    grants TEXT NOT NULL DEFAULT '[]',
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE management_accounts (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Twelve digits.
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (id, organization_id)
);
CREATE UNIQUE INDEX management_accounts_digits ON management_accounts (organization_id, account_id);

CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    management_account_id TEXT NOT NULL,
    -- JSON list of the names of the uploaded files.
    files TEXT NOT NULL,
    state TEXT NOT NULL,
    rows_read BIGINT NOT NULL DEFAULT 0,
    bytes_read BIGINT NOT NULL DEFAULT 0,
    bytes_total BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    -- JSON list of the months it brought, once successful.
    months TEXT NOT NULL DEFAULT '[]',
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    FOREIGN KEY (management_account_id, organization_id) REFERENCES management_accounts (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX imports_management_account ON imports (organization_id, management_account_id, created_at);

-- Names of linked accounts, as bills or people gave them.
CREATE TABLE linked_accounts (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (organization_id, account_id)
);

CREATE TABLE subsets (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The name in lower case: what must be unique.
    name_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (id, organization_id)
);
CREATE UNIQUE INDEX subsets_name ON subsets (organization_id, name_key);

-- An account in a subset on the days [from_day, until_day); NULL is open.
CREATE TABLE subset_members (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subset_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    from_day TEXT,
    until_day TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (subset_id, organization_id) REFERENCES subsets (id, organization_id) ON DELETE CASCADE
);
-- An account is in at most one subset at a time: one membership at most is without an end.
CREATE UNIQUE INDEX subset_members_open ON subset_members (organization_id, account_id) WHERE until_day IS NULL;
CREATE INDEX subset_members_subset ON subset_members (organization_id, subset_id);

CREATE TABLE workflows (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The name in lower case: what must be unique among workflows that are not deleted.
    name_key TEXT NOT NULL,
    -- The newest version's number.
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Deleted workflows stay for the reports made with them.
    deleted_at BIGINT,
    UNIQUE (id, organization_id)
);
CREATE UNIQUE INDEX workflows_name ON workflows (organization_id, name_key) WHERE deleted_at IS NULL;

CREATE TABLE workflow_versions (
    workflow_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- The workflow file.
    json TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workflow_id, version),
    UNIQUE (workflow_id, version, organization_id),
    FOREIGN KEY (workflow_id, organization_id) REFERENCES workflows (id, organization_id) ON DELETE CASCADE
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    workflow_version BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    -- JSON: "all", or the chosen subsets with their names on the day of asking.
    scope TEXT NOT NULL,
    -- JSON list of groups.
    group_by TEXT NOT NULL,
    state TEXT NOT NULL,
    percent BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    -- JSON list of the imports that its lines came from, once successful.
    imports TEXT NOT NULL DEFAULT '[]',
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    expires_at BIGINT NOT NULL,
    -- 1 while its files are on disk.
    kept BIGINT NOT NULL DEFAULT 0,
    UNIQUE (id, organization_id),
    FOREIGN KEY (workflow_id, workflow_version, organization_id)
        REFERENCES workflow_versions (workflow_id, version, organization_id)
);
CREATE INDEX reports_created_at ON reports (organization_id, created_at);
CREATE INDEX reports_workflow ON reports (workflow_id);

-- Which subsets a report was made for, so that a deletion can say what it affects.
CREATE TABLE report_subsets (
    report_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    -- No reference: the report outlives the subset.
    subset_id TEXT NOT NULL,
    PRIMARY KEY (report_id, subset_id),
    FOREIGN KEY (report_id, organization_id) REFERENCES reports (id, organization_id) ON DELETE CASCADE
);
CREATE INDEX report_subsets_subset ON report_subsets (organization_id, subset_id);

-- Background work. A row stands as long as there is something to do: what came of it stands in the import or report.
-- A worker leases a job; when its lease runs out (the worker died), another takes it.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- `import` or `report`.
    kind TEXT NOT NULL,
    -- The import or report.
    subject_id TEXT NOT NULL,
    -- Jobs of one lane run one after the other: imports of one management account; a report is alone in its own.
    lane TEXT NOT NULL,
    -- How often a worker took it.
    attempts BIGINT NOT NULL DEFAULT 0,
    -- The worker that holds it, and until when; NULL while it waits.
    leased_by TEXT,
    leased_until BIGINT,
    -- Not before this time.
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due_at ON jobs (due_at);
CREATE UNIQUE INDEX jobs_subject ON jobs (kind, subject_id);
-- At most one job of a lane is worked on, whatever two workers believe.
CREATE UNIQUE INDEX jobs_lane ON jobs (lane) WHERE leased_by IS NOT NULL;

-- Who did what, on which thing, when. No references: the record outlives what it speaks of.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    organization_id TEXT,
    user_id TEXT,
    action TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- What is worth knowing beyond the id: a name, a list of accounts.
    detail TEXT NOT NULL,
    request_id TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX audit_organization ON audit (organization_id, at);
