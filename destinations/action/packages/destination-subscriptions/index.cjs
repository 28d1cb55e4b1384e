// What @segment/actions-core asks before it runs an action. Penstock has asked the trigger by then, by its own FQL, so
// every condition parses, and holds.

exports.parseFql = () => ({ type: 'group', operator: 'and', children: [] });
exports.validate = () => true;
