// XML by the library.
async function onTrack(event) {
  const items = event.properties.products.map((p) => ({
    item: [{ _attr: { sku: p.sku } }, { name: p.name }, { price: p.price }],
  }));
  const body = xml([{ order: [{ _attr: { id: event.messageId } }, { customer: event.userId }, { items }] }], {
    declaration: true,
    indent: '  ',
  });
  await fetch('https://soap.test/orders', { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
}
