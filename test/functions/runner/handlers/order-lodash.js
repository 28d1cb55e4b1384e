// lodash, in the ways in which it is mostly used.
async function onTrack(event) {
  const products = _.get(event, 'properties.products', []);
  const body = _.omitBy(
    {
      lines: _.map(products, (p) =>
        _.mapKeys(_.pick(p, ['sku', 'price', 'quantity']), (_value, key) => _.camelCase(`line ${key}`)),
      ),
      sum: _.round(
        _.sumBy(products, (p) => p.price * p.quantity),
        2,
      ),
      categories: _(products).map('category').uniq().sortBy().value(),
      byCategory: _.mapValues(_.groupBy(products, 'category'), 'length'),
      coupon: _.get(event, 'properties.coupon'),
      merged: _.merge({}, { a: { b: 1 } }, { a: { c: [1, { d: 2 }] } }),
      name: _.startCase(_.toLower(event.event)),
      isEqual: _.isEqual({ a: [1] }, { a: [1] }),
    },
    _.isNil,
  );
  await fetch('https://erp.test/orders', { method: 'POST', body: JSON.stringify(body) });
}
