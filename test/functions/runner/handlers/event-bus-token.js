// A token of shared access: HMAC in base64, percent-encoded, valid for an hour.
function tokenFor(uri, keyName, key, now) {
  const encoded = encodeURIComponent(uri);
  const expires = Math.round(now / 1000) + 60 * 60;
  const signature = crypto
    .createHmac('sha256', key)
    .update(encoded + '\n' + expires, 'utf8')
    .digest('base64');
  return (
    'SharedAccessSignature sr=' +
    encoded +
    '&sig=' +
    encodeURIComponent(signature) +
    '&se=' +
    expires +
    '&skn=' +
    keyName
  );
}

async function onTrack(event, { namespace, hub, keyName, key }) {
  const uri = `https://${namespace}.bus.test/${hub}`;
  const response = await fetch(`${uri}/messages`, {
    method: 'POST',
    headers: { authorization: tokenFor(uri, keyName, key, Date.parse(event.timestamp)) },
    body: JSON.stringify(event),
  });
  if (response.status !== 201) throw new Error(`the bus said ${response.status} ${await response.text()}`);
}
