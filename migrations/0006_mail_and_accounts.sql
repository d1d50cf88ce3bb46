-- Mail on its way out, and what guards a person's account.

-- Mail to be sent. A row stands until the server of mail took it; one that was given up stays for a week, for people to
-- see why.
DROP TABLE outbox;
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Text, HTML and attachment, encrypted with the installation's key: links in them let people in.
    content TEXT NOT NULL,
    -- The thing that the mail is about (an invitation), which shows what became of it; no reference, it may be gone.
    about TEXT,
    -- How often a sender took it. Each that writes what came of it names the count that it found: of two senders one
    -- is too late.
    attempts BIGINT NOT NULL DEFAULT 0,
    -- Not before this time; a sender that takes it moves it into the future, and so leases it.
    due_at BIGINT NOT NULL,
    -- Why it was not sent the last time.
    error TEXT,
    -- NULL until it is given up.
    failed_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due_at ON outbox (due_at);
CREATE INDEX outbox_about ON outbox (about);

-- The address that a link of kind `address` shows to be theirs; NULL for the other kinds.
ALTER TABLE links ADD COLUMN address TEXT;

-- What somebody may try only so often (a password, a code, to be mailed a link), counted in windows of time. A row per
-- source and not one per try: adding to it locks it, so that of many tries at once none is overlooked.
DROP TABLE failed_sign_ins;
CREATE TABLE attempts (
    -- What is counted, and a digest of whose it is.
    source TEXT PRIMARY KEY,
    taken BIGINT NOT NULL,
    -- When the window began.
    since BIGINT NOT NULL
);
CREATE INDEX attempts_since ON attempts (since);
