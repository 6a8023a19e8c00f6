/* The closed grammar of conditions, as app/catalog/rules/conditions.py reads it; tests/catalog/conditions.json holds both to it. */
(() => {
  'use strict';
  const NUMBER = /^-?[0-9]+(\.[0-9]+)?$/;
  const number = (value) => (typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value)) ? Number(value) : null);
  /* -1, 0, 1; null where the two don't compare */
  const order = (left, right) => {
    const [one, other] = [number(left), number(right)];
    if (one !== null && other !== null) return Math.sign(one - other);
    if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
    return typeof left === 'boolean' && left === right ? 0 : null;
  };
  const empty = (value) => value === null || value === undefined || value === '' || (typeof value === 'object' && !Object.keys(value).length);
  const among = (...wanted) => (left, right) => wanted.includes(order(left, right));
  const operators = {
    eq: among(0), lt: among(-1), le: among(-1, 0), gt: among(1), ge: among(0, 1),
    ne: (left, right) => order(left, right) !== 0,
    in: (left, right) => right.some((one) => order(left, one) === 0),
    contains: (left, right) => (typeof left === 'string' ? typeof right === 'string' && left.includes(right) : Array.isArray(left) && left.some((one) => order(one, right) === 0)),
    empty,
  };
  const holds = (tree, valueOf) => {
    if (tree.all) return tree.all.every((one) => holds(one, valueOf));
    if (tree.any) return tree.any.some((one) => holds(one, valueOf));
    if (tree.not) return !holds(tree.not, valueOf);
    return operators[tree.op](valueOf(tree.field), tree.value);
  };
  window.lianbanConditions = { holds };
})();
