-- Puts ids in with leases on them.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: id, score, token, until in ms, ...
for i = 1, #ARGV, 4 do
  redis.call('ZREM', KEYS[1], ARGV[i])
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
  redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 2])
  redis.call('ZADD', KEYS[2], ARGV[i + 3], ARGV[i])
end
return redis.status_reply('OK')
