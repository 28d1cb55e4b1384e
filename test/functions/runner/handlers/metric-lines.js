// Numbers and dates as people read them, and lines of a series.
async function onTrack(event, settings) {
  const { total, currency } = event.properties;
  const tags = Object.entries(settings.tags)
    .map(([key, value]) => `${key}:${value}`)
    .join(',');
  const at = Math.floor(new Date(event.timestamp) / 1000);
  const lines = [
    `orders.count:1|c|#${tags}|T${at}`,
    `orders.value:${Math.round(total * 100)}|g|#${tags}`,
    `# ${total.toLocaleString('en-US', { style: 'currency', currency })} on ${new Date(event.timestamp).toLocaleDateString('de-DE', { timeZone: 'Europe/Berlin' })}`,
    `# ${(123456.789).toLocaleString()} ${(0.256).toFixed(1)} ${(255).toString(16).padStart(4, '0')} ${12n ** 20n}`,
  ];
  await fetch('https://metrics.test/', { method: 'POST', body: lines.join('\n') });
}
