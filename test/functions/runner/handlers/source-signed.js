// A webhook whose signature is held against the raw body.
async function onRequest(request, settings) {
  const given = request.headers.get('x-hub-signature-256') ?? '';
  const made = `sha256=${crypto.createHmac('sha256', settings.secret).update(request.text()).digest('hex')}`;
  const [one, other] = [Buffer.from(given), Buffer.from(made)];
  if (one.length !== other.length || !crypto.timingSafeEqual(one, other)) throw new Error('the signature is wrong');
  const { action, sender } = request.json();
  Segment.track({
    anonymousId: String(sender.id),
    event: `Issue ${_.capitalize(action)}`,
    properties: { login: sender.login },
  });
}
