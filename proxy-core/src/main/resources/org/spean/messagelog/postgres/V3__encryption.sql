-- The key that message and bodies are encrypted under, where they are: so it can be told which keys are needed still.
ALTER TABLE record ADD COLUMN key text;
