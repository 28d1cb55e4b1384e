// Only some events, and only whole ones.
const SEVERITIES = Object.freeze({ low: 'info', high: 'critical' });
async function onTrack(event, { routingKey, names }) {
  if (!names.includes(event.event)) throw new EventNotSupported(event.event);
  const { summary, severity = 'low' } = event.properties ?? {};
  if (typeof summary !== 'string') throw new InvalidEventPayload('summary');
  if (!(severity in SEVERITIES)) throw new ValidationError(`severity ${severity}`);
  await fetch('https://pager.test/v2/enqueue', {
    method: 'POST',
    body: JSON.stringify({
      routing_key: routingKey,
      dedup_key: event.messageId,
      payload: { summary, severity: SEVERITIES[severity] },
    }),
  });
}
