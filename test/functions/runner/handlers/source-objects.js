// Objects for a warehouse, and pages by the address.
async function onRequest(request) {
  const kind = request.url.searchParams.get('kind');
  const body = request.json();
  if (kind === 'row') Segment.set({ collection: 'tickets', id: body.id, properties: _.omit(body, 'id') });
  else if (kind === 'page')
    Segment.page({ anonymousId: body.visitor, name: body.title, properties: { path: request.url.pathname } });
  else throw new EventNotSupported(kind);
}
