-- Evidence is looked up by the id of a request as well.
CREATE INDEX record_request ON record USING hash (request_id);
