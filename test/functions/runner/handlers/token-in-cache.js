// A token that is fetched once, kept, and thrown away when it is refused.
async function tokenOf(settings) {
  return cache.load(`token-${settings.clientId}`, 55 * 60 * 1000, async () => {
    const answer = await fetch('https://auth.test/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
      }),
    });
    const { access_token } = await answer.json();
    return access_token;
  });
}

async function onTrack(event, settings) {
  const response = await fetch('https://api.test/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(settings)}` },
    body: JSON.stringify({ name: event.event }),
  });
  if (response.status === 401) {
    await cache.delete(`token-${settings.clientId}`);
    throw new RetryError('the token has expired');
  }
}
