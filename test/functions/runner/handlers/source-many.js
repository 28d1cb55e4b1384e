// Many kinds of events in one body.
const handlers = {
  'customer.created': ({ id, email, created }) =>
    Segment.identify({ userId: id, traits: { email }, timestamp: moment.unix(created).toISOString() }),
  'invoice.paid': ({ customer, amount, currency }) =>
    Segment.track({
      userId: customer,
      event: 'Invoice Paid',
      properties: { revenue: amount / 100, currency: currency.toUpperCase() },
    }),
  'team.joined': ({ user, team }) => Segment.group({ userId: user, groupId: team, traits: {} }),
  'user.merged': ({ from, to }) => Segment.alias({ previousId: from, userId: to }),
};
async function onRequest(request) {
  const { events } = await request.json();
  for (const { type, data } of events) {
    const handle = handlers[type];
    if (handle) handle(data);
    else console.log('ignored', type);
  }
}
