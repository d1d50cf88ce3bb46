-- What a program was answered, so that it may ask again without doing it twice. A person's keys are their own.
CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    -- Digest of what was asked for: method, address, and what the token reaches.
    request TEXT NOT NULL,
    -- Digest of the body; NULL until it was read.
    body TEXT,
    -- Who is at it; the record of what is done names the request.
    attempt TEXT NOT NULL,
    request_id TEXT NOT NULL,
    -- Until when the attempt is taken to be alive.
    lease_until BIGINT NOT NULL,
    -- Encrypted with the installation's key; NULL until it is there.
    answer TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
CREATE INDEX audit_request_id ON audit (request_id);
