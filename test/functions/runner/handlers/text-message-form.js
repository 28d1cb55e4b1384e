// A form in the body, and credentials by Buffer.
async function onTrack(event, settings) {
  const to = event.context?.traits?.phone ?? event.properties.phone;
  const params = new URLSearchParams({ To: to, From: settings.from });
  params.append('Body', `Hi! ${event.event} is on its way & costs ${event.properties.total}€`);
  const token = Buffer.from(`${settings.sid}:${settings.token}`).toString('base64');
  const response = await fetch(`https://sms.test/Accounts/${settings.sid}/Messages.json`, {
    method: 'post',
    headers: { Authorization: 'Basic ' + token },
    body: params,
  });
  const { sid } = await response.json();
  console.log('sent', sid);
}
