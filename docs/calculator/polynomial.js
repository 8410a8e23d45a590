"use strict";
// Polynomials in named sizes, exact at any length. A polynomial is a list of terms [factor, names]: a BigInt, and the
// sizes that it is multiplied by, sorted, repeated for powers. No formula stands here: all come from the engine.

/** The polynomial of the data with this index. */
const polynomials = DATA.polynomials.map((terms) => terms.map(([factor, names]) => [BigInt(factor), names]));

function compareNames(one, two) {
  for (let i = 0; i < Math.min(one.length, two.length); i++) {
    if (one[i] !== two[i]) return one[i] < two[i] ? -1 : 1;
  }
  return one.length - two.length;
}

/** A polynomial with numbers in the place of some sizes. */
function put(terms, sizes) {
  const sums = new Map();
  for (const [factor, names] of terms) {
    let product = factor;
    const rest = [];
    for (const name of names) {
      if (name in sizes) product *= sizes[name];
      else rest.push(name);
    }
    const key = rest.join(" ");
    sums.set(key, [(sums.get(key) || [0n])[0] + product, rest]);
  }
  const result = [...sums.values()].filter(([factor]) => factor !== 0n);
  return result.sort((one, two) => two[1].length - one[1].length || compareNames(one[1], two[1]));
}

/** The polynomial as a number; null if a size is free. */
function number(terms) {
  if (terms.length === 0) return 0n;
  return terms.length === 1 && terms[0][1].length === 0 ? terms[0][0] : null;
}

function add(one, two) {
  return put([...one, ...two], {});
}

function greatestDivisor(numbers) {
  let result = 0n;
  for (let value of numbers) {
    if (value < 0n) value = -value;
    while (value) [result, value] = [value, result % value];
  }
  return result || 1n;
}

function grouped(value) {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const PRETTY = {
  times: "·",
  power: (power) => [...String(power)].map((digit) => superscripts[digit]).join(""),
  name: (name) => name,
  number: grouped,
};

const LATEX = {
  times: " \\cdot ",
  power: (power) => `^{${power}}`,
  name: (name) => `\\mathrm{${name}}`.replaceAll("_", "\\_"),
  number: (value) => grouped(value).replaceAll(",", "{,}"),
};

/** A polynomial as text, its common factor in front; `known` sizes are written as numbers, but not multiplied out. */
function show(terms, notation = PRETTY, known = {}) {
  const common = greatestDivisor(terms.map(([factor]) => factor));
  const parts = terms.map(([factor, names]) => term(names, factor / common, notation, known));
  const text = (parts.length ? parts : ["0"]).join(" + ").replaceAll("+ -", "- ");
  if (common === 1n) return text;
  if (parts.length > 1) return `${notation.number(common)}${notation.times}(${text})`;
  return term(terms[0][1], terms[0][0], notation, known);
}

function term(names, factor, notation, known) {
  const factors = [...new Set(names)].map((name) => {
    const power = names.filter((other) => other === name).length;
    const text = name in known ? notation.number(known[name]) : notation.name(name);
    return text + (power > 1 ? notation.power(power) : "");
  });
  if (factor === -1n && factors.length) return "-" + factors.join(notation.times);
  if (factor !== 1n || !factors.length) factors.unshift(notation.number(factor));
  return factors.join(notation.times);
}
