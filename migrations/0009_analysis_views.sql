-- Questions of cost analysis that people keep. A private one is its keeper's; a shared one is seen by every member.
CREATE TABLE analysis_views (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Whose it is; it goes with them.
    created_by TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The name folded, by which it is found again.
    name_key TEXT NOT NULL,
    -- Of which page: `costs`, or `charges` of an end customer.
    page TEXT NOT NULL,
    -- The query of the page's address.
    question TEXT NOT NULL,
    shared BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX analysis_views_name ON analysis_views (organization_id, created_by, page, name_key);
