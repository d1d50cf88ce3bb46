-- People: who is invited, which programs act for them, what they are told, and how their sign-in is guarded. A secret
-- that somebody shows to be let in (a link's token, an API token, a recovery code) stands here as a digest only.

-- From where it was done, and what changed; NULL where nothing was there before or after.
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN before TEXT;
ALTER TABLE audit ADD COLUMN after TEXT;

-- A service user belongs to one organization and has no password: programs act as it, by API tokens.
ALTER TABLE users ADD COLUMN service_of TEXT REFERENCES organizations (id);
ALTER TABLE users ADD COLUMN verified_at BIGINT;

-- Whose a session is, and what its person knows it by.
ALTER TABLE sessions ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Normalised, as in users.
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    grants TEXT NOT NULL,
    -- Of the token in the link.
    digest TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE UNIQUE INDEX invitations_email ON invitations (organization_id, email);

-- A member's tokens go with the membership.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- The token's last four characters, to tell tokens apart.
    ending TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    -- NULL: it holds until it is revoked.
    expires_at BIGINT,
    used_at BIGINT,
    used_from TEXT NOT NULL DEFAULT '',
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX tokens_digest ON tokens (digest);
CREATE INDEX tokens_organization ON tokens (organization_id, user_id);

-- Links that were mailed to a person, good once: to set a new password, to show that the address is theirs.
CREATE TABLE links (
    digest TEXT PRIMARY KEY,
    -- `reset` or `verify`.
    kind TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX links_user ON links (user_id, kind);

-- Mail to be sent. A row stands until the server of mail took it, or was asked often enough.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    -- Where a reader unsubscribes; NULL for what somebody asked for.
    unsubscribe TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- Not before this time; a sender that takes it moves it into the future, and so leases it.
    due_at BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due_at ON outbox (due_at);

-- One-time codes (TOTP).
CREATE TABLE second_factors (
    user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- Encrypted with the installation's key.
    secret TEXT NOT NULL,
    -- NULL until a first code was right.
    confirmed_at BIGINT,
    -- The time step of the last code that was taken: neither it nor an older one is taken again.
    last_step BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    PRIMARY KEY (user_id, digest)
);

-- Sign-ins that failed, so that every server of the installation slows down whoever guesses.
CREATE TABLE failed_sign_ins (
    id TEXT PRIMARY KEY,
    -- A digest of the account's address, or the network address.
    source TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX failed_sign_ins_source ON failed_sign_ins (source, at);

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Path of the page it is about.
    path TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notifications_user ON notifications (user_id, created_at);

-- Kinds that a person wants no mail of.
CREATE TABLE muted_notifications (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (user_id, kind)
);
