// A message in blocks, with a table of what is said for which event.
const texts = {
  'Order Completed': (p) => `:moneybag: ${p.products.length} products for *$${p.total.toFixed(2)}*`,
  'Order Refunded': (p) => `:money_with_wings: ${p.order_id}`,
};

async function onTrack(event, settings) {
  const text = texts[event.event];
  if (!text) throw new EventNotSupported(`${event.event} is not announced`);
  const res = await fetch(settings.webhookUrl, {
    body: JSON.stringify({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: text(event.properties) } }] }),
    headers: new Headers({ 'Content-Type': 'application/json' }),
    method: 'POST',
  });
  if ((await res.text()) !== 'ok') throw new RetryError('not ok');
}
