-- Puts back the ids whose leases have lapsed. Scripts that ask for tokens begin with it: a token that is left is that of a lease which holds.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, ...
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])) do
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[4], id)
  redis.call('ZADD', KEYS[1], redis.call('HGET', KEYS[3], id), id)
end
