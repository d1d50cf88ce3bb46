-- Sign-ups that wait until somebody opens the link that was mailed to their address. There is no person before: so
-- whoever signs up neither learns whether somebody has an address, nor holds one that is not theirs.
CREATE TABLE sign_ups (
    -- Of the token in the link.
    digest TEXT PRIMARY KEY,
    -- Normalised, as in users. Several may wait for one address; the first whose link is opened has it.
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    -- PHC string.
    password TEXT NOT NULL,
    organization TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ups_email ON sign_ups (email);
