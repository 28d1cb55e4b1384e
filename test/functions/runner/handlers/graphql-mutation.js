// A mutation, whose errors come with 200.
const MUTATION = /* GraphQL */ `
  mutation Upsert($input: CustomerInput!) {
    upsert(input: $input) {
      id
    }
  }
`;

async function onGroup(event, settings) {
  const response = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-token': settings.token },
    body: JSON.stringify({ query: MUTATION, variables: { input: { id: event.groupId, ...event.traits } } }),
  });
  const { errors = [] } = await response.json();
  if (errors.some(({ extensions }) => extensions?.code === 'THROTTLED'))
    throw new RetryError('throttled', { retryAfter: 30 });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
}
