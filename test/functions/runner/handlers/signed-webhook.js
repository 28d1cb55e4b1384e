// A signature over the body, with a time that is signed too.
const sign = (secret, body, time) => crypto.createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');

async function onTrack(event, settings) {
  const body = JSON.stringify({ id: event.messageId, name: event.event, ...event.properties });
  const time = new Date(event.timestamp).getTime();
  const signature = `t=${time},v1=${sign(settings.secret, body, time)}`;
  await fetch(settings.url, {
    method: 'POST',
    headers: { 'X-Signature': signature, 'content-type': 'application/json' },
    body,
  });
}
