// What is internal goes no further.
async function onTrack(event, settings) {
  const email = event.context?.traits?.email ?? '';
  if (settings.domains.some((domain) => email.endsWith(`@${domain}`))) throw new DropEvent('internal');
  if (event.event.startsWith('debug')) return;
  return event;
}
