// A batch as lines of JSON, with the single handler that a batch needs beside it.
const line = ({ messageId, type, event, userId }) => JSON.stringify({ messageId, type, event, userId });

async function send(events, settings) {
  const res = await fetch(`https://lines.test/import?project=${settings.project}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: events.map(line).join('\n'),
  });
  if (!res.ok) throw new RetryError(`import: ${res.status}`);
}
async function onBatch(events, settings) {
  await send(events, settings);
}
async function onTrack(event, settings) {
  await send([event], settings);
}
