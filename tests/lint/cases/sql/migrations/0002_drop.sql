-- +goose Up
CREATE TABLE scratch (id int);
DROP TABLE scratch;
/* DROP TABLE comments; */
INSERT INTO log VALUES ('DROP TABLE words');
DELETE FROM users WHERE id = 7;
DELETE FROM
  sessions;
ALTER TABLE users ADD COLUMN active boolean;
UPDATE users SET active = true;
ALTER TABLE orders DROP COLUMN note;
DROP TABLE "Carts" CASCADE;
DROP INDEX idx_users;
-- +goose Down
DROP TABLE users;
