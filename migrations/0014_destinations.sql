-- JSON: where in an object store a schedule has its reports put, and by which role. A delivery of it has the channel `bucket`, and the
-- object's URL for its target.
ALTER TABLE schedules ADD COLUMN destination TEXT;
