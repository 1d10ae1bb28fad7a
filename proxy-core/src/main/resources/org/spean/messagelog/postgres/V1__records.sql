-- What every commit writes. Tables are partitioned by number: numbers ascend, roughly microseconds since 1970, and a
-- partition is a day (UTC), so that cleaning up is dropping partitions. Rows of a record are in the partitions of one day.

-- Numbers of gateways: a number modulo 32 says which gateway gave it. A gateway holds its place by an advisory lock.
CREATE TABLE gateway(
  place smallint PRIMARY KEY CHECK (place BETWEEN 0 AND 31),
  name text,
  since timestamptz,
  probes bigint NOT NULL DEFAULT 0);
INSERT INTO gateway(place) SELECT generate_series(0, 31);

-- The documents, one row per signing batch and side. Never changed.
CREATE TABLE signature(
  id bigint PRIMARY KEY,
  provider boolean NOT NULL,
  document bytea NOT NULL,
  result bytea) PARTITION BY RANGE (id);

-- The signatures that no time-stamp covers yet.
CREATE TABLE unstamped(
  signature bigint PRIMARY KEY);

-- The messages. provider_side, response: which of the four records of an exchange. whole: message is what was signed.
-- chain is a peer's hash chain as it came, path the compact form of ours; neither is set when the signature covers the
-- message directly.
CREATE TABLE record(
  id bigint NOT NULL,
  signature bigint NOT NULL,
  provider_side boolean NOT NULL,
  response boolean NOT NULL,
  time timestamptz NOT NULL,
  query_id text NOT NULL,
  request_id text NOT NULL,
  client text NOT NULL,
  provider text NOT NULL,
  service text NOT NULL,
  whole boolean NOT NULL,
  algorithm text NOT NULL,
  digests bytea NOT NULL,
  message bytea NOT NULL,
  path bytea,
  chain bytea,
  PRIMARY KEY (id) INCLUDE (provider_side, response)) PARTITION BY RANGE (id);
CREATE INDEX record_query ON record USING hash (query_id);
CREATE INDEX record_time ON record USING brin (time);

-- Bodies and attachments, where these are kept, in pieces.
CREATE TABLE body(
  record bigint NOT NULL,
  number integer NOT NULL,
  piece integer NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (record, number, piece)) PARTITION BY RANGE (record);
ALTER TABLE body ALTER content SET STORAGE EXTERNAL;
