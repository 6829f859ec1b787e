-- Leases for ever what is no id: a name too long for a small set. Redis keeps a small set as a list, which a pull of a hundred would read from
-- its front for each of them. What puts ids in begins with it.
-- KEYS: ready, leased, scores, tokens, bell
redis.call('ZADD', KEYS[2], 'NX', '+inf', string.rep('-', 65)) -- zset-max-listpack-value is 64
