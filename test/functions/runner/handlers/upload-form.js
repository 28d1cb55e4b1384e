// A form of several parts.
async function onTrack(event) {
  const form = new FormData();
  form.append('title', event.event);
  form.append('payload', JSON.stringify(event.properties));
  form.set('title', `${event.event}!`);
  const res = await fetch('https://upload.test/files', { method: 'POST', body: form });
  if (!res.ok) throw new RetryError(res.statusText || String(res.status));
  return form.has('payload');
}
