-- JSON, keys of tags: those that the organization has charges told apart by, and those that a charge's file tells apart by.
ALTER TABLE billing_settings ADD COLUMN charge_tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE charges ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
