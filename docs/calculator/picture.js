"use strict";
// The picture of a layer, laid out as paramcalc/document/pictures/blocks.py does it; a test compares the two.

const MEASURES = DATA.picture.measures;
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const { letter: LETTER, line: LINE, pad: PAD, margin: MARGIN, hatch: HATCH } = MEASURES;

/** The columns that a text takes: a Chinese character is as wide as two letters. */
function columnsOf(text) {
  return [...text].reduce((columns, sign) => columns + (WIDE.test(sign) ? 2 : 1), 0);
}

function textWidth(text) {
  return columnsOf(text) * LETTER;
}

/** A number as it stands in a picture: a very long one rounded, and marked as such. */
function shortNumber(value) {
  const limit = 10n ** BigInt(MEASURES.longest_number);
  if (value < limit) return grouped(value);
  let power = value.toString().length - 1;
  let leading = ((value * 200n) / 10n ** BigInt(power) + 1n) / 2n;
  if (leading === 1000n) [leading, power] = [100n, power + 1];
  return `~${leading / 100n}.${String(leading % 100n).padStart(2, "0")}·10${PRETTY.power(power)}`;
}

const SHORT = { ...PRETTY, number: shortNumber };

function plainSize(terms) {
  const value = number(terms);
  const limit = 10n ** BigInt(MEASURES.longest_number);
  return value !== null && value < limit ? value.toString() : show(terms, SHORT);
}

function shapeText(shape) {
  return `(${shape.map(plainSize).join(", ")}${shape.length === 1 ? "," : ""})`;
}

function shortened(text) {
  return text.length <= MEASURES.longest_text ? text : `${text.slice(0, MEASURES.longest_text - 1)}…`;
}

/** Lines of at most so many letters, broken between words; a longer word is cut. */
function wrapped(text, longest) {
  if (WIDE.test(text)) return wrappedWide(text, longest);
  const lines = [""];
  for (let word of text.split(" ").filter(Boolean)) {
    const last = lines[lines.length - 1];
    if (last && last.length + 1 + word.length <= longest) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    if (last && word.length > longest) {
      const room = longest - last.length - 1;
      lines[lines.length - 1] = room > 0 ? `${last} ${word.slice(0, room)}` : last;
      word = room > 0 ? word.slice(room) : word;
    }
    for (; word.length > longest; word = word.slice(longest)) push(lines, word.slice(0, longest));
    push(lines, word);
  }
  return lines.filter(Boolean);
}

function push(lines, text) {
  if (lines[lines.length - 1]) lines.push(text);
  else lines[lines.length - 1] = text;
}

/** The same for a Chinese text: it can break beside any Chinese character, but not before a closing mark. */
function wrappedWide(text, longest) {
  const lines = [""];
  for (const part of text.match(/\s+|[^\s\u2e80-\uffef]+[，。；：？！）”、]*|[\u2e80-\uffef][，。；：？！）”、]*/g)) {
    const last = lines[lines.length - 1];
    if (!last || columnsOf(last + part.trimEnd()) <= longest) lines[lines.length - 1] = last + part;
    else lines.push(part.trimStart());
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

class Picture {
  /** `room` is the largest width of the areas of one panel, `width` that of a line of text; the program's by default. */
  constructor(layer, room = 0, width = Infinity, inRow = MEASURES.panels_in_a_row) {
    this.layer = layer;
    this.inRow = inRow;
    this.longest = Math.min(MEASURES.longest_line, Math.floor((width - 2 * MARGIN) / LETTER));
    const lengths = layer.panels.slice(0, 4).flatMap((panel) => areasOf(panel).flatMap(({ shape }) => shape));
    const names = (index) => layer.at(index).flatMap(([, held]) => held);
    this.free = [...new Set(lengths.flatMap((index) => names(index).sort()))];
    this.assumed = {};
    for (const name of this.free) {
      this.assumed[name] = BigInt(DATA.picture.assumed[name] || DATA.picture.assumed_other);
    }
    this.rows = this.panelRows();
    this.scale = this.scaleOf(room);
    this.areas = [];
    this.texts = [];
    this.brackets = [];
  }

  panelRows() {
    const drawn = this.layer.panels.filter((panel) => panel.number <= MEASURES.distinct_layers);
    const rows = [];
    for (let start = 0; start < drawn.length; start += this.inRow) {
      rows.push(drawn.slice(start, start + this.inRow));
    }
    return rows;
  }

  heading(panel) {
    const values = { layer: panel.number, layers: this.layer.layers };
    const several = panel.number === MEASURES.distinct_layers && this.layer.layers > MEASURES.distinct_layers;
    return this.layer.place(panel, several ? say("layers {layer} to {layers}, each", values) : undefined);
  }

  /** A size that is drawn: as a number, also where it is free. */
  number(index) {
    return number(put(this.layer.at(index), this.assumed));
  }

  bandsOf(panel) {
    return DATA.panels[panel.stored].flatMap(({ bands }) => bands);
  }

  /** Pixels for each weight as a fraction: as many as the largest panel has room for. */
  scaleOf(room) {
    const largest = (values) => values.reduce((one, two) => (two > one ? two : one), 0n);
    let scale = [BigInt(MEASURES.largest_unit), 1n];
    const atMost = (pixels, size) => {
      if (BigInt(pixels) * scale[1] < scale[0] * size) scale = [BigInt(pixels), size];
    };
    for (const panel of this.rows.flat()) {
      const bands = this.bandsOf(panel);
      let [width, height] = [0n, 0n];
      for (const { areas } of bands) height += largest(areas.filter(Boolean).map((area) => this.number(area.height)));
      for (const column of bands[0].areas.keys()) {
        width += largest(bands.map(({ areas }) => (areas[column] ? this.number(areas[column].width) : 0n)));
      }
      atMost(room || MEASURES.widths[this.rows[0].length > 1 ? 1 : 0], width);
      atMost(MEASURES.height, height);
    }
    return scale;
  }

  /** A length in pixels, in steps of a hundredth. */
  pixels(index) {
    const hundredths = (100n * this.number(index) * this.scale[0]) / this.scale[1];
    return Math.max(MEASURES.hairline, Number(hundredths) / 100);
  }

  layout() {
    let y = this.lines(MARGIN, [[this.layer.title, "title"], [this.subtitle(), "ink"]]);
    const starts = this.starts();
    for (const row of this.rows) {
      y = Math.max(...row.map((panel, index) => this.panel(panel, starts[index], y + LINE)[1]));
    }
    y = this.lines(y + LINE, this.notes().map((note) => [note, "muted"]));
    const ends = this.texts.filter(({ anchor }) => anchor === "start").map(({ x, text }) => x + textWidth(text));
    this.width = Math.max(starts[starts.length - 1] - MEASURES.panel_gap, ...ends) + MARGIN;
    this.height = y + MARGIN / 2;
    return this;
  }

  subtitle() {
    const total = show(this.layer.total, SHORT);
    const count = say("{total} parameters", { total });
    if (!Object.keys(this.layer.sizes).length) return count;
    const formula = show(this.layer.symbolic(this.layer.variant.total), SHORT, this.layer.sizes);
    return `${count}: ${formula}`;
  }

  notes() {
    const free = this.free;
    const last = free[free.length - 1];
    const sizes = free.length > 1 ? say("{others} and {last}", { others: free.slice(0, -1).join(", "), last }) : last;
    const scale = say(free.length > 1 ? DATA.picture.not_to_scale : DATA.picture.not_to_scale_one, { sizes });
    const notes = this.layer.variant.notes.map((note) => this.layer.text(note, SHORT));
    return [free.length ? scale : say(DATA.picture.to_scale), ...notes];
  }

  text(x, y, text, style = "ink", anchor = "start") {
    this.texts.push({ x, y, text, style, anchor });
  }

  lines(y, lines) {
    for (const [content, style] of lines) {
      for (const text of wrapped(shortened(content), this.longest)) {
        this.text(MARGIN, y + LINE / 2, text, style);
        y += LINE + (style === "title" ? LINE / 4 : 0);
      }
    }
    return y;
  }

  /** The left ends of the panels in a row, and where one more would start. */
  starts() {
    const before = [this.areas.length, this.texts.length, this.brackets.length];
    const starts = [MARGIN];
    for (let index = 0; index < this.rows[0].length; index++) {
      const ends = this.rows.filter((row) => row.length > index).map((row) => this.panel(row[index], 0, 0)[0]);
      starts.push(starts[index] + Math.max(...ends) + MEASURES.panel_gap);
    }
    [this.areas.length, this.texts.length, this.brackets.length] = before;
    return starts;
  }

  panel(panel, x, y) {
    const bands = this.bandsOf(panel);
    x += Math.max(...bands.map((band) => textWidth(this.side(band)))) + PAD;
    let right = x;
    const heading = this.heading(panel);
    if (heading) {
      this.text(x, y + LINE / 2, heading, "bold");
      [right, y] = [Math.max(right, x + textWidth(heading)), y + LINE * 1.5];
    }
    const columns = this.columns(bands, x);
    for (const stored of DATA.panels[panel.stored]) {
      const [end, bottom] = this.stored(stored, columns, y);
      [right, y] = [Math.max(right, end), bottom];
    }
    return [right, y - MEASURES.stored_gap];
  }

  /** `input = 28`; of several sizes their product; nothing for a vector. */
  side(band) {
    const sizes = band.side.map((index) => this.layer.at(index));
    if (sizes.length === 1) return this.named(band.side[0]);
    if (!sizes.length) return "";
    const numbers = sizes.map(number);
    const text = dimensionsText(sizes, DATA.picture.times, SHORT);
    if (numbers.some((value) => value === null)) return text;
    return `${text} = ${shortNumber(numbers.reduce((one, two) => one * two))}`;
  }

  named(index) {
    const [symbol, size] = [show(polynomials[index], SHORT), show(this.layer.at(index), SHORT)];
    return symbol === size ? size : `${symbol} = ${size}`;
  }

  head(head) {
    return [this.layer.gateOf(head), this.named(head.size)];
  }

  columns(bands, x) {
    const columns = [x];
    for (const column of bands[0].areas.keys()) {
      const widths = bands.flatMap(({ areas, heads }) => [
        ...(areas[column] ? [this.measured(areas[column]).frameWidth] : []),
        ...(heads[column] ? this.head(heads[column]).map((text) => textWidth(text) + PAD) : []),
      ]);
      columns.push(columns[column] + Math.max(...widths) + MEASURES.column_gap);
    }
    return columns;
  }

  measured(area) {
    const text = show(this.layer.at(area.count), SHORT);
    const [width, height] = [this.pixels(area.width), this.pixels(area.height)];
    const room = textWidth(text) + PAD;
    if (height < LINE) return { width, height, frameWidth: Math.max(width, room), frameHeight: height + LINE, text };
    return { width, height, frameWidth: width + (room <= width ? 0 : room), frameHeight: height, text };
  }

  stored(stored, columns, y) {
    const top = y + (stored.bands[0].heads.length ? 2 * LINE : 0);
    for (const band of stored.bands) y = this.band(band, columns, y) + MEASURES.band_gap;
    const bottom = y - MEASURES.band_gap;
    const x = columns[columns.length - 1] + PAD;
    this.brackets.push({ x, y: top, height: bottom - top });
    const middle = Math.max((top + bottom) / 2, top + LINE);
    const names = this.tensors(stored);
    names.forEach((text, index) => this.text(x + PAD, middle + (index - 0.5) * LINE, text, index ? "muted" : "ink"));
    return [x + PAD + Math.max(...names.map(textWidth)), Math.max(bottom, top + 2 * LINE) + MEASURES.stored_gap];
  }

  tensors({ tensors, shapes }) {
    let names = tensors.join(", ");
    if (tensors.length > 1 && names.length > MEASURES.longest_names) {
      names = say("{first} to {last}", { first: tensors[0], last: tensors[tensors.length - 1] });
    }
    const texts = [...new Set(shapes.map((shape) => shapeText(shape.map((size) => this.layer.at(size)))))];
    return [names, texts.length > 1 || tensors.length === 1 ? texts.join(", ") : say("each {shapes}", { shapes: texts[0] })];
  }

  band(band, columns, y) {
    band.heads.forEach((head, column) => {
      (head ? this.head(head) : []).forEach((text, index) =>
        this.text(columns[column], y + (index + 0.5) * LINE, text, index ? "muted" : "bold"),
      );
    });
    if (band.heads.length) y += 2 * LINE;
    const placed = [];
    band.areas.forEach((area, column) => area && placed.push([area, this.measured(area), columns[column]]));
    const height = Math.max(...placed.map(([, { frameHeight }]) => frameHeight));
    const side = this.side(band);
    if (side) this.text(columns[0] - PAD, y + height / 2, side, "muted", "end");
    for (const [area, measured, x] of placed) this.areas.push({ area, x, y, ...measured });
    return y + height;
  }

  // What follows writes the layout as SVG.

  svg() {
    this.layout();
    const [width, height] = [this.width.toFixed(0), this.height.toFixed(0)];
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `,
      'font-family="system-ui, sans-serif" font-size="12" role="img" aria-labelledby="picture-title">',
      `<title id="picture-title">${escaped(this.layer.title)}</title>`,
      `<rect class="pc-page" width="${width}" height="${height}" rx="6"/>`,
      ...this.areas.map((placed) => this.areaSvg(placed)),
      ...this.brackets.map(
        ({ x, y, height }) =>
          `<path class="pc-line" d="M${(x - 3).toFixed(2)},${y.toFixed(2)}h3v${height.toFixed(2)}h-3" fill="none"/>`,
      ),
      ...this.texts.map((text) => this.textSvg(text)),
      "</svg>",
    ].join("");
  }

  areaSvg({ area, x, y, width, height, frameWidth, frameHeight, text }) {
    const colour = DATA.picture.areas[area.colour % DATA.picture.areas.length];
    const framed = frameWidth !== width || frameHeight !== height;
    const box = (w, h) => `x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${w.toFixed(2)}" height="${h.toFixed(2)}"`;
    const shape = area.shape.map((size) => this.layer.at(size));
    const product = dimensionsText(shape, DATA.picture.times, PRETTY);
    const words = say(area.redundant ? "{name} of {gate}: {product}, redundant" : "{name} of {gate}: {product}", {
      name: area.parameter,
      gate: this.layer.gateOf(area),
      product,
    });
    let middle = [width / 2, height / 2];
    if (framed && height < LINE) middle = [frameWidth / 2, height + LINE / 2];
    else if (framed) middle = [(width + frameWidth) / 2, frameHeight / 2];
    const place = { x: x + middle[0], y: y + middle[1], text, style: framed ? "ink" : "on-area", anchor: "middle" };
    const frame = `${box(frameWidth, frameHeight)} fill="${colour}" fill-opacity="${MEASURES.frame_opacity}"`;
    return [
      `<g><title>${escaped(words)}</title>`,
      framed ? `<rect class="pc-frame" ${frame}/>` : "",
      `<rect class="pc-area" ${box(width, height)} fill="${colour}"/>`,
      area.redundant ? this.hatchSvg(x, y, frameWidth, frameHeight, framed, colour, place) : "",
      `${this.textSvg(place)}</g>`,
    ].join("");
  }

  hatchSvg(x, y, width, height, framed, colour, { x: middle, y: line, text }) {
    let path = "";
    for (let offset = HATCH / 2; offset < width + height; offset += HATCH) {
      const start = [x + Math.max(0, offset - height), y + Math.min(height, offset)];
      const end = [x + Math.min(width, offset), y + Math.max(0, offset - width)];
      path += `M${start.map((value) => value.toFixed(2))}L${end.map((value) => value.toFixed(2))}`;
    }
    const room = textWidth(text) + 4;
    const [left, top] = [(middle - room / 2).toFixed(2), (line - LINE / 2 + 2).toFixed(2)];
    const ground = `x="${left}" y="${top}" width="${room.toFixed(2)}" height="${LINE - 4}" rx="3"`;
    const [ink, paper] = framed
      ? ['class="pc-hatch"', 'class="pc-page"']
      : [`stroke="${DATA.picture.on_area}"`, `fill="${colour}"`];
    return `<path ${ink} d="${path}" stroke-opacity="0.6"/><rect ${paper} ${ground}/>`;
  }

  textSvg({ x, y, text, style, anchor }) {
    const styles = { title: 'font-size="14" font-weight="bold"', bold: 'font-weight="bold"' };
    const name = style === "muted" ? "muted" : "ink";
    const kind = style === "on-area" ? `fill="${DATA.picture.on_area}"` : `class="pc-${name}"`;
    const side = anchor === "start" ? "" : `text-anchor="${anchor}"`;
    return `<text ${kind} x="${x.toFixed(2)}" y="${(y + 4).toFixed(2)}" ${side} ${styles[style] ?? ""}>${escaped(text)}</text>`;
  }
}
