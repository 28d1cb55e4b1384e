// Nested things as flat ones, in the newest JavaScript.
function* flat(value, path = []) {
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner)) yield* flat(inner, [...path, key]);
    else yield [[...path, key].join('.'), inner];
  }
}
async function onTrack(event) {
  const properties = Object.fromEntries(flat(event.properties));
  const grouped = Object.groupBy(event.properties.products, ({ category }) => category);
  return {
    ...event,
    properties: {
      ...properties,
      categories: Object.keys(grouped).toSorted(),
      last: event.properties.products.at(-1)?.sku,
      copy: structuredClone(event.context ?? {}),
    },
  };
}
