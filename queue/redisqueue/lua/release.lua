-- Gives a leased id back.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token
if redis.call('HGET', KEYS[4], ARGV[2]) ~= ARGV[3] then
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('ZADD', KEYS[1], redis.call('HGET', KEYS[3], ARGV[2]), ARGV[2])
if redis.call('LLEN', KEYS[5]) == 0 then
  redis.call('RPUSH', KEYS[5], 1)
end
return 1
