"use strict";
// A layer of the page: which variant of the data is meant, its sizes, and its counts.

/** The names of the sizes that a number is asked for; the sizes of a kernel are one number. */
function sizeFields(cell, framework) {
  const entry = DATA.cells[cell].frameworks[framework];
  const own = DATA.variants[variantKey({ cell, framework, options: entry.defaults, bias: true })].sizes;
  const optional = Object.keys(entry.defaults).filter((name) => optionOf(cell, name).is_size);
  const fields = [...own, ...optional].map((name) => (name.startsWith("kernel_") ? "kernel_size" : name));
  return [...new Set(fields)];
}

function optionOf(cell, name) {
  return DATA.cells[cell].options.find((option) => option.name === name);
}

function variantKey({ cell, framework, options, bias, bidirectional }) {
  const switches = { ...options, bias, bidirectional };
  return [cell, framework, ...Object.keys(switches).filter((name) => switches[name])].join(" ");
}

class Layer {
  /** `options` has the cell's own options, `sizes` BigInts by name; `errors` says what is wrong with a setting. */
  constructor({ cell, framework, options, bias, bidirectional, layers, sizes, errors }) {
    this.cell = cell;
    this.framework = framework;
    this.entry = DATA.cells[cell].frameworks[framework];
    this.options = { ...this.entry.defaults };
    for (const name of Object.keys(this.options)) {
      if (optionOf(cell, name).is_size) this.options[name] = name in sizes || Boolean((errors || {})[name]);
      else if (name in options) this.options[name] = options[name];
    }
    this.bias = bias || Boolean(this.entry.always_bias);
    this.bidirectional = bidirectional;
    this.layers = layers;
    this.variant = DATA.variants[variantKey(this)];
    this.sizes = {};
    for (const name of this.variant.sizes) {
      const field = name.startsWith("kernel_") ? "kernel_size" : name;
      if (field in sizes) this.sizes[name] = sizes[field];
    }
  }

  /** A polynomial of the data at the layer's sizes. */
  at(index) {
    this.values ??= [];
    this.values[index] ??= put(polynomials[index], { ...this.sizes, layers: BigInt(this.layers) });
    return this.values[index];
  }

  /** The same with only the number of layers put in. */
  symbolic(index) {
    return put(polynomials[index], { layers: BigInt(this.layers) });
  }

  get total() {
    return this.at(this.variant.total);
  }

  /** The framework's name of the layer with its sizes and options. */
  get title() {
    return `${DATA.frameworks[this.framework]} ${this.entry.title}: ${this.settings.join(", ")}`;
  }

  get settings() {
    const parts = this.variant.sizes.map((name) => (name in this.sizes ? `${name}=${grouped(this.sizes[name])}` : name));
    for (const [name, value] of Object.entries(this.options)) {
      if (!optionOf(this.cell, name).is_size) parts.push(`${name}=${value ? "True" : "False"}`);
    }
    if (!this.bias) parts.push("bias=False");
    if (this.bidirectional) parts.push(say("bidirectional"));
    if (this.layers > 1) parts.push(`layers=${this.layers}`);
    return parts;
  }

  /** The steps of the derivation, each as a function that writes it in a notation; equal steps only once. */
  get derivation() {
    const formula = this.symbolic(this.variant.total);
    const steps = [(notation) => show(formula, notation)];
    if (!Object.keys(this.sizes).length) return steps;
    steps.push((notation) => `= ${show(formula, notation, this.sizes)}`);
    const names = (terms) => new Set(terms.flatMap(([, held]) => held));
    const free = names(this.total);
    const unchanged = free.size > 0 && [...names(formula)].every((name) => free.has(name));
    if (!unchanged) steps.push((notation) => `= ${show(this.total, notation)}`);
    return steps;
  }

  /** The panels of every layer and direction, those above the second layer like the second. */
  get panels() {
    const panels = [];
    for (let layer = 1; layer <= this.layers; layer++) {
      for (const panel of this.variant.panels) {
        if (panel.layer === Math.min(layer, 2)) panels.push({ ...panel, number: layer });
      }
    }
    return panels;
  }

  place(panel, layer = say("layer {layer}", { layer: panel.number })) {
    return [...(this.layers > 1 ? [layer] : []), ...(this.bidirectional ? [say(panel.direction)] : [])].join(say(", "));
  }

  /** The command that gives the same answer. */
  get command() {
    const parts = ["paramcalc", this.cell];
    for (const name of this.variant.sizes.filter((size) => !size.startsWith("kernel_"))) {
      if (name in this.sizes) parts.push(`--${name} ${this.sizes[name]}`);
    }
    if ("kernel_1" in this.sizes) parts.push(`--kernel-size ${this.sizes.kernel_1}`);
    if (this.framework !== Object.keys(DATA.cells[this.cell].frameworks)[0]) parts.push(`--framework ${this.framework}`);
    for (const [name, value] of Object.entries(this.options)) {
      if (!optionOf(this.cell, name).is_size && value !== this.entry.defaults[name]) {
        parts.push(`--${value ? "" : "no-"}${name.replaceAll("_", "-")}`);
      }
    }
    if (!this.bias) parts.push("--no-bias");
    if (this.bidirectional) parts.push("--bidirectional");
    if (this.layers > 1) parts.push(`--layers ${this.layers}`);
    if (language !== ENGLISH) parts.push(`--lang ${language}`);
    return parts.join(" ");
  }

  /** The label of the gate of an area or a head. */
  gateOf({ gate }) {
    return this.text(DATA.gates[gate]);
  }

  /** A sentence of the data as text, its numbers at the layer's sizes. */
  text(content, notation = PRETTY) {
    return worded(content, (index) => show(this.at(index), notation));
  }
}
