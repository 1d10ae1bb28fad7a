-- Time-stamps and the signatures that they cover. last: the greatest of these.
CREATE TABLE stamp(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time timestamptz NOT NULL,
  token bytea NOT NULL,
  result bytea,
  last bigint NOT NULL);
CREATE INDEX stamp_last ON stamp(last);
CREATE TABLE stamped(
  signature bigint PRIMARY KEY,
  stamp bigint NOT NULL,
  chain bytea) PARTITION BY RANGE (signature);

-- Records that are in no archive file yet, and the last file of each group.
CREATE TABLE unarchived(
  record bigint PRIMARY KEY) PARTITION BY RANGE (record);
CREATE TABLE archive(
  name text PRIMARY KEY,
  digest text NOT NULL,
  file text NOT NULL);

-- Where the consumer of a Kafka topic goes on: the offset after the last one whose rows are here.
CREATE TABLE consumed(
  topic text NOT NULL,
  part integer NOT NULL,
  next bigint NOT NULL,
  PRIMARY KEY (topic, part));

-- What version 1 had is in no archive file.
DO $$
DECLARE
  day record;
BEGIN
  FOR day IN
    SELECT right(c.relname, 8) AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'record'::regclass
  LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF stamped %s', 'stamped_' || day.name, day.bounds);
    EXECUTE format('CREATE TABLE %I PARTITION OF unarchived %s', 'unarchived_' || day.name, day.bounds);
  END LOOP;
END $$;
INSERT INTO unarchived(record) SELECT id FROM record;
