// Basic authentication, PUT, and what is missing left out.
async function onIdentify(event, settings) {
  const { email, firstName, lastName, ...rest } = event.traits || {};
  if (!email) throw new InvalidEventPayload('traits.email is required');
  const response = await fetch(`https://crm.test/v3/contacts/${encodeURIComponent(email)}`, {
    method: 'PUT',
    headers: { Authorization: `Basic ${btoa(settings.apiKey + ':')}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: event.userId, name: [firstName, lastName].filter(Boolean).join(' '), custom: rest }),
  });
  if (response.status >= 500 || response.status === 429) throw new RetryError(`CRM: ${response.status}`);
  if (!response.ok) throw new ValidationError((await response.json()).message);
}
