-- Takes ids out, leased or not.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: id, ...
for _, id in ipairs(ARGV) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
  redis.call('HDEL', KEYS[4], id)
end
return redis.status_reply('OK')
