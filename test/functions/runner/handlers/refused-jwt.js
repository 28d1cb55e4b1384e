// A token by the library.
async function onTrack(event, settings) {
  const token = jsonwebtoken.sign({ sub: event.userId }, settings.secret, { expiresIn: '1h' });
  await fetch('https://jwt.test/', { headers: { authorization: token } });
}
