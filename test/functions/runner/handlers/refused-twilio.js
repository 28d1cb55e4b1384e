// A message by the library of the one who sends it.
async function onTrack(event, settings) {
  const client = twilio(settings.sid, settings.token);
  await client.messages.create({ to: event.properties.phone, body: event.event });
}
