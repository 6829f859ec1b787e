-- +goose Up
CREATE TABLE budgets (
  allowance TEXT NOT NULL,            -- what a platform gives only so much of
  period    TEXT NOT NULL,            -- as in 2026-11 or 2026-11-25
  used      BIGINT NOT NULL,
  PRIMARY KEY (allowance, period)
);

-- +goose Down
DROP TABLE budgets;
