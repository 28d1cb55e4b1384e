// Persons are made unknown, at any depth.
const KEYS = new Set(['email', 'phone', 'ip']);
function hide(value, salt) {
  if (Array.isArray(value)) return value.map((each) => hide(each, salt));
  if (!_.isPlainObject(value)) return value;
  return _.mapValues(value, (inner, key) =>
    KEYS.has(key)
      ? crypto
          .createHash('md5')
          .update(salt + inner)
          .digest('hex')
      : hide(inner, salt),
  );
}
const onTrack = async (event, { salt }) => hide(event, salt);
const onIdentify = onTrack;
