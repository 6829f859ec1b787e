-- Adds entries, or moves them. Leased ids get their new score when they come back.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: id, score, id, score, ...
for i = 1, #ARGV, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
  if not redis.call('ZSCORE', KEYS[2], ARGV[i]) then
    redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
  end
end
if redis.call('LLEN', KEYS[5]) == 0 then
  redis.call('RPUSH', KEYS[5], 1)
end
return redis.status_reply('OK')
