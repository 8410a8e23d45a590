"use strict";
// The table of a layer and its derivation as HTML, Markdown and LaTeX, as the program writes them.

/** The table: heads, and rows of cells. A cell is a text, a polynomial, or a product of shapes with its number. */
function tableOf(layer) {
  const places = layer.panels.map((panel) => ({ panel, areas: areasOf(panel) }));
  const all = places.flatMap(({ areas }) => areas);
  const columns = DATA.columns.filter((column) => all.some((area) => area.column === column));
  const whole = number(layer.total);
  const shares = whole !== null && whole > 0n;

  function sums(areas) {
    const total = sum(layer, areas);
    const share = shares ? [{ share: (2000n * number(total) + whole) / (2n * whole) }] : [];
    return [total, ...share];
  }

  function cells(areas, write) {
    return columns.map((column) => write(areas.filter((area) => area.column === column)));
  }

  const rows = [];
  for (const { panel, areas } of places) {
    if (places.length > 1) rows.push({ group: groupOf(layer, panel) });
    for (const gate of new Set(areas.map((area) => layer.gateOf(area)))) {
      const held = areas.filter((area) => layer.gateOf(area) === gate);
      rows.push({ cells: [gate, ...cells(held, (parts) => shapesOf(layer, parts)), ...sums(held)] });
    }
    const total = (parts) => (parts.length ? sum(layer, parts) : null);
    if (places.length > 1) rows.push({ cells: [say("sum"), ...cells(areas, total), ...sums(areas)], isSum: true });
  }
  const total = (parts) => (parts.length ? sum(layer, parts) : null);
  return {
    heads: ["gate", ...columns, "total", ...(shares ? ["share"] : [])].map((head) => say(head)),
    rows,
    total: [say("total"), ...cells(all, total), ...sums(all)],
  };
}

function areasOf(panel) {
  return DATA.panels[panel.stored].flatMap(({ bands }) => bands.flatMap(({ areas }) => areas.filter(Boolean)));
}

function sum(layer, areas) {
  return areas.reduce((total, area) => add(total, layer.at(area.count)), []);
}

function groupOf(layer, panel) {
  const features = say(layer.variant.reads === "input" ? "features" : layer.variant.reads);
  return { place: layer.place(panel), width: layer.at(panel.width), features };
}

/** `28×75 = 2,100`; several parameters of one shape as `2×75 = 150`; a single vector as its number. */
function shapesOf(layer, areas) {
  if (!areas.length) return null;
  const shapes = areas.map((area) => area.shape.map((size) => layer.at(size)));
  const total = sum(layer, areas);
  const keys = new Set(shapes.map((shape) => shape.map((size) => show(size)).join(" ")));
  if (keys.size > 1) return { shapes, total };
  const dimensions = [...(areas.length > 1 ? [[[BigInt(areas.length), []]]] : []), ...shapes[0]];
  if (dimensions.length === 1) return dimensions[0];
  const known = dimensions.every((size) => number(size) !== null);
  return { shapes: [dimensions], total: known ? total : null };
}

/** A shape as people write it: 28×75. */
function dimensionsText(shape, times, notation) {
  const texts = shape.map((size) => show(size, notation));
  if (texts.length === 1) return texts[0];
  return texts.map((text) => (text.includes(" ") || text.includes(notation.times) ? `(${text})` : text)).join(times);
}

class Form {
  constructor(notation, times, dash) {
    this.notation = notation;
    this.times = times;
    this.dash = dash;
  }

  /** Mathematics within a text. */
  math(text) {
    return text;
  }

  text(text) {
    return text;
  }

  write(terms) {
    return show(terms, this.notation);
  }

  cell(cell) {
    if (cell === null) return this.dash;
    if (typeof cell === "string") return this.text(cell);
    if (Array.isArray(cell)) return this.math(this.write(cell));
    if ("share" in cell) return this.text(`${cell.share / 10n}.${cell.share % 10n}%`);
    const shapes = cell.shapes.map((shape) => dimensionsText(shape, this.times, this.notation));
    return this.math([shapes.join(" + "), ...(cell.total ? [this.write(cell.total)] : [])].join(" = "));
  }

  group({ place, width, features }) {
    const values = { place: this.text(place), width: this.math(this.write(width)), features: this.text(features) };
    return say("{place}: reads {width} {features}", values);
  }
}

class Markdown extends Form {
  constructor() {
    super(PRETTY, "×", "–");
  }

  text(text) {
    return text.replace(/[\\`*_|<]/g, "\\$&");
  }

  math(text) {
    return this.text(text);
  }

  document(layer) {
    const table = tableOf(layer);
    const line = (cells) => `| ${cells.join(" | ")} |\n`;
    const rows = table.rows.map(({ cells, group }) => {
      if (group) return line([`*${this.group(group)}*`, ...table.heads.slice(1).map(() => "")]);
      return line(cells.map((cell) => this.cell(cell)));
    });
    return [
      `**${this.text(layer.title)}**\n\n`,
      line(table.heads.map((head) => this.text(head))),
      line(table.heads.map((_, index) => (index ? "---:" : ":---"))),
      ...rows,
      line(table.total.map((cell) => `**${this.cell(cell)}**`)),
      `\n- ${say("formula")}${say(": ")}${layer.derivation.map((step) => `\`${step(PRETTY)}\``).join(" ")}\n`,
    ].join("");
  }
}

class Latex extends Form {
  constructor() {
    super(LATEX, " \\times ", "--");
  }

  text(text) {
    return text.replace(/[_%&#$]/g, "\\$&");
  }

  math(text) {
    return `$${text}$`;
  }

  document(layer) {
    const table = tableOf(layer);
    const line = (cells) => `${cells.join(" & ")} \\\\\n`;
    const rows = table.rows.map(({ cells, group }) => {
      if (group) return `\\multicolumn{${table.heads.length}}{l}{${this.group(group)}} \\\\\n`;
      return line(cells.map((cell) => this.cell(cell)));
    });
    const steps = layer.derivation.map((step) => `  & ${step(LATEX)}`).join(" \\\\\n");
    return [
      `% ${layer.title}\n\n${layer.variant.latex}\n\n`,
      `\\begin{tabular}{l${"r".repeat(table.heads.length - 1)}}\n\\hline\n`,
      `${line(table.heads)}\\hline\n`,
      ...rows,
      `\\hline\n${line(table.total.map((cell) => this.cell(cell)))}\\hline\n\\end{tabular}\n`,
      `\n\\begin{align*}\n${steps}\n\\end{align*}\n`,
    ].join("");
  }
}

class Html extends Form {
  constructor() {
    super(PRETTY, "×", "–");
  }

  text(text) {
    return escaped(text);
  }

  math(text) {
    return escaped(text);
  }

  document(layer) {
    const table = tableOf(layer);
    const line = (cells, tag) =>
      `<tr>${cells.map((cell, index) => this.tagged(cell, index ? tag : "th scope=row")).join("")}</tr>`;
    const rows = table.rows.map(({ cells, group, isSum }) => {
      if (group) return `<tr class=group><th colspan=${table.heads.length}>${this.group(group)}</th></tr>`;
      const text = line(cells.map((cell) => this.cell(cell)), "td");
      return isSum ? text.replace("<tr>", "<tr class=sum>") : text;
    });
    const heads = table.heads.map((head) => `<th scope=col>${escaped(head)}</th>`).join("");
    const total = line(table.total.map((cell) => this.cell(cell)), "td");
    return `<thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody><tfoot>${total}</tfoot>`;
  }

  tagged(text, tag) {
    return `<${tag}>${text}</${tag.split(" ")[0]}>`;
  }
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
