"use strict";
// The page: settings from the form or from the link, and the answer to them.

const SLIDER = { units: 512, filters: 128, channels: 64, input: 512, projection: 256, kernel_size: 11, layers: 8 };
const FIRST = { units: "75", input: "28", filters: "32", channels: "3", kernel_size: "3", projection: "" };
const HINTS = {
  units: "the size of the state and of the output",
  filters: "the channels of the state and of the output",
  channels: "the channels of the input",
  input: "the features of one step",
  kernel_size: "in each dimension",
  layers: "stacked on each other",
};
/** What a size or a switch is called, where the page does not speak English; its name stands behind. */
const TERMS = {
  units: "units",
  filters: "filters",
  channels: "input channels",
  input: "input features",
  kernel_size: "kernel size",
  projection: "projection",
  layers: "layers",
  bias: "bias",
  bidirectional: "bidirectional",
};
const MOST_DIGITS = 1000;
const NARROW = 700; // With less room the picture is smaller than the program's.

/** The settings as texts and truth values, as the form and the link have them. */
let settings = defaults("gru", "keras");

function defaults(cell, framework) {
  const sizes = Object.fromEntries(sizeFields(cell, framework).map((name) => [name, FIRST[name] ?? ""]));
  return { cell, framework, options: {}, bias: true, bidirectional: false, layers: "1", sizes };
}

/** The framework that a cell has, the one that is asked for if possible. */
function frameworkFor(cell, framework) {
  const having = DATA.cells[cell].frameworks;
  return Object.hasOwn(having, framework) ? framework : Object.keys(having)[0];
}

/** A size from 1 of at most 1,000 digits, written with or without commas. */
function readSize(name, text) {
  const digits = text.trim();
  const plain = /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(",", "") : digits;
  if (!/^\d+$/.test(plain) || /^0*$/.test(plain)) throw new Error(say("{name} takes a whole number of at least 1", { name }));
  const most = grouped(BigInt(MOST_DIGITS));
  if (plain.length > MOST_DIGITS) throw new Error(say("{name} has more than {most} digits", { name, most }));
  return BigInt(plain);
}

/** The layer of the settings, and what is wrong with them: a message by the name of the field. */
function layerOf({ cell, framework, options, bias, bidirectional, layers, sizes }) {
  const numbers = {};
  const errors = {};
  for (const name of sizeFields(cell, framework)) {
    if (!(sizes[name] || "").trim()) continue;
    try {
      numbers[name] = readSize(name, sizes[name]);
    } catch (error) {
      errors[name] = error.message;
    }
  }
  let count = 1;
  try {
    const value = readSize("layers", layers);
    const most = DATA.most_layers;
    if (value > BigInt(most)) throw new Error(say("layers takes a whole number from 1 to {most}", { most }));
    count = Number(value);
  } catch (error) {
    errors.layers = error.message;
  }
  for (const [small, large] of Object.entries(DATA.cells[cell].frameworks[framework].smaller_than)) {
    if (small in numbers && large in numbers && numbers[small] >= numbers[large]) {
      errors[small] = say("{small} must be smaller than {large}", { small, large });
    }
  }
  const given = { cell, framework, options, bias, bidirectional, layers: count, sizes: numbers, errors };
  return { layer: new Layer(given), errors };
}

/** The settings of a link: `#cell=gru&units=75&input=28&framework=keras&reset_after=true`. */
function fromLink(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const problems = [];
  const languages = Object.keys(DATA.languages);
  if (given.has("lang") && !languages.includes(given.get("lang"))) {
    const [one, other] = languages;
    problems.push(say("lang is {languages}", { languages: say("{one} or {other}", { one, other }) }));
  }
  given.delete("lang");
  const isEmpty = [...given].length === 0;
  const cell = given.get("cell") ?? "gru";
  const isKnown = Object.hasOwn(DATA.cells, cell);
  if (!isKnown) problems.push(say("there is no cell {cell}", { cell }));
  const known = isKnown ? cell : "gru";
  const framework = given.get("framework") ?? Object.keys(DATA.cells[known].frameworks)[0];
  if (!Object.hasOwn(DATA.cells[known].frameworks, framework)) problems.push(say("{framework} has no cell {cell}", { framework, cell: known }));
  const result = defaults(known, frameworkFor(known, framework));
  for (const name of Object.keys(result.sizes)) result.sizes[name] = given.get(name) ?? (isEmpty ? result.sizes[name] : "");
  const entry = DATA.cells[known].frameworks[result.framework];
  for (const [name, text] of given) {
    if (["cell", "framework"].includes(name) || Object.hasOwn(result.sizes, name)) continue;
    if (name === "layers") result.layers = text;
    else if (["bias", "bidirectional"].includes(name) || Object.hasOwn(entry.defaults, name)) {
      if (!["true", "false"].includes(text)) problems.push(say("{name} is true or false", { name }));
      if (Object.hasOwn(entry.defaults, name)) result.options[name] = text === "true";
      else result[name] = text === "true";
    } else problems.push(say("{cell} of {framework} has no {name}", { cell: known, framework: result.framework, name }));
  }
  if (!result.bias && entry.always_bias) {
    const reason = worded(entry.always_bias);
    problems.push(say("{layer} cannot be without biases: {reason}", { layer: entry.title, reason }));
  }
  return { settings: result, problems };
}

function toLink({ cell, framework, options, bias, bidirectional, layers, sizes }) {
  const parts = [["cell", cell]];
  const written = Object.entries(sizes).filter(([, text]) => text.trim());
  parts.push(...written.map(([name, text]) => [name, text.trim()]), ["framework", framework]);
  for (const [name, value] of Object.entries(DATA.cells[cell].frameworks[framework].defaults)) {
    if (!optionOf(cell, name).is_size) parts.push([name, String(options[name] ?? value)]);
  }
  if (!bias) parts.push(["bias", "false"]);
  if (bidirectional) parts.push(["bidirectional", "true"]);
  if (layers.trim() !== "1") parts.push(["layers", layers.trim()]);
  return withLanguage(parts.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join("&"));
}

// The form.

function fill(select, choices, chosen) {
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value, false, value === chosen)));
}

/** Builds the fields that the cell and the framework have. */
function buildForm() {
  const { cell, framework } = settings;
  const frameworks = DATA.cells[cell].frameworks;
  fill(byId("cell"), Object.keys(DATA.cells).map((name) => [name, name]), cell);
  fill(byId("framework"), Object.keys(frameworks).map((name) => [name, DATA.frameworks[name]]), framework);
  byId("sizes").innerHTML = [...sizeFields(cell, framework), "layers"].map(sizeField).join("");
  byId("switches").innerHTML = switches().map(switchField).join("");
  writeForm();
}

/** The label of a size or a switch. */
function labelOf(name) {
  const known = name in TERMS && language !== ENGLISH;
  return known ? say("{term} {name}", { term: say(TERMS[name]), name }) : name;
}

function sizeField(name) {
  const optional = DATA.cells[settings.cell].options.find((option) => option.name === name);
  const hint = escaped(optional ? worded(optional.help) : say(HINTS[name] || ""));
  return `<div class="field"><label for="size-${name}">${escaped(labelOf(name))}<span class="hint">${hint}</span></label>
    <input type="text" inputmode="numeric" spellcheck="false" id="size-${name}" data-size="${name}" aria-describedby="error-${name}">
    <input type="range" min="1" max="${SLIDER[name] || 512}" data-slider="${name}" aria-label="${escaped(say("{name}, slider", { name: labelOf(name) }))}">
    <span class="error" id="error-${name}"></span></div>`;
}

/** The switches: the options of the cell, bias, bidirectional. */
function switches() {
  const { cell, framework } = settings;
  const entry = DATA.cells[cell].frameworks[framework];
  const own = Object.keys(entry.defaults).map((name) => optionOf(cell, name)).filter((option) => !option.is_size);
  const always = entry.always_bias ? say("Always on: {reason}.", { reason: worded(entry.always_bias) }) : "";
  return [
    ...own.map(({ name, help }) => ({ name, help: worded(help) })),
    { name: "bias", help: always, disabled: Boolean(entry.always_bias) },
    { name: "bidirectional", help: "" },
  ];
}

function switchField({ name, help, disabled }) {
  return `<div class="switch"><input type="checkbox" id="switch-${name}" data-switch="${name}"${disabled ? " disabled" : ""}>
    <label for="switch-${name}">${escaped(labelOf(name))}<span class="hint">${escaped(help)}</span></label></div>`;
}

/** Writes the settings into the fields. */
function writeForm() {
  const entry = DATA.cells[settings.cell].frameworks[settings.framework];
  for (const field of document.querySelectorAll("[data-size]")) field.value = textOf(field.dataset.size);
  for (const slider of document.querySelectorAll("[data-slider]")) moveSlider(slider);
  for (const field of document.querySelectorAll("[data-switch]")) {
    const name = field.dataset.switch;
    if (name in entry.defaults) field.checked = settings.options[name] ?? entry.defaults[name];
    else field.checked = settings[name] || (name === "bias" && Boolean(entry.always_bias));
  }
}

function textOf(name) {
  return name === "layers" ? settings.layers : settings.sizes[name] || "";
}

function moveSlider(slider) {
  const digits = textOf(slider.dataset.slider).trim();
  slider.value = /^\d+$/.test(digits) ? String(Math.min(Number(digits), Number(slider.max))) : slider.min;
}

function setSize(name, text) {
  if (name === "layers") settings.layers = text;
  else settings.sizes[name] = text;
}

byId("settings").addEventListener("submit", (event) => event.preventDefault());

byId("settings").addEventListener("input", ({ target }) => {
  if (target.dataset.size) {
    setSize(target.dataset.size, target.value);
    moveSlider(document.querySelector(`[data-slider="${target.dataset.size}"]`));
  } else if (target.dataset.slider) {
    setSize(target.dataset.slider, target.value);
    byId(`size-${target.dataset.slider}`).value = target.value;
  } else if (target.dataset.switch) {
    const name = target.dataset.switch;
    if (["bias", "bidirectional"].includes(name)) settings[name] = target.checked;
    else settings.options[name] = target.checked;
  } else {
    const cell = byId("cell").value;
    change(cell, target.id === "cell" ? frameworkFor(cell, settings.framework) : byId("framework").value);
    byId(target.id).focus();
    return;
  }
  changed();
});

// The arrow keys change a size by one, as they do on the slider.
byId("settings").addEventListener("keydown", (event) => {
  const name = event.target.dataset.size;
  const step = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
  if (!name || !step || !/^\d+$/.test(textOf(name).trim())) return;
  event.preventDefault();
  const next = BigInt(textOf(name).trim()) + step;
  if (next < 1n) return;
  setSize(name, next.toString());
  writeForm();
  changed();
});

/** Another cell or framework: what both have keeps its value. */
function change(cell, framework) {
  const before = settings;
  settings = defaults(cell, framework);
  for (const name of Object.keys(settings.sizes)) if (name in before.sizes) settings.sizes[name] = before.sizes[name];
  const entry = DATA.cells[cell].frameworks[framework];
  for (const [name, value] of Object.entries(before.options)) if (name in entry.defaults) settings.options[name] = value;
  settings.bias = before.bias || Boolean(entry.always_bias);
  settings.bidirectional = before.bidirectional;
  settings.layers = before.layers;
  buildForm();
  changed();
}

/** The settings changed on the page: the link follows, without a step in the history for each. */
function changed() {
  history.replaceState(null, "", toLink(settings));
  answer([]);
}

// The answer.

/** The width of the picture's place; 0 until it is measured. */
let room = 0;

function answer(problems) {
  const { layer, errors } = layerOf(settings);
  for (const field of document.querySelectorAll("[data-size]")) {
    const message = errors[field.dataset.size] || "";
    field.setAttribute("aria-invalid", String(Boolean(message)));
    byId(`error-${field.dataset.size}`).textContent = message;
  }
  const messages = [...problems, ...Object.values(errors)];
  byId("problem").textContent = messages.join(say("; "));
  byId("details").hidden = byId("unit").hidden = messages.length > 0;
  for (const button of document.querySelectorAll("[data-copy]")) button.disabled = messages.length > 0;
  const total = number(layer.total);
  const output = byId("total");
  output.dataset.value = messages.length || total === null ? "" : total.toString();
  output.textContent = messages.length ? "–" : show(layer.total);
  byId("unit").textContent = say("{total} parameters", { total: "" }).trim();
  byId("title").textContent = messages.length ? say("No answer") : layer.title;
  byId("formula").textContent = messages.length ? "" : layer.derivation.map((step) => step(PRETTY)).join("\n");
  if (messages.length) {
    // Its buttons would keep the words of a language that is not spoken any more.
    byId("frameworks").textContent = "";
    return;
  }
  byId("table").innerHTML = new Html().document(layer);
  room ||= byId("picture").clientWidth;
  const narrow = room < NARROW ? [Math.max(160, room - 300), room, 1] : [];
  byId("picture").innerHTML = new Picture(layer, ...narrow).svg();
  byId("why").innerHTML = why(layer);
  byId("frameworks").innerHTML = everyFramework(layer);
  byId("equations").textContent = layer.variant.equations;
  byId("source").textContent = layer.entry.source;
  byId("command").textContent = layer.command;
  byId("markdown").textContent = new Markdown().document(layer);
  byId("latex").textContent = new Latex().document(layer);
}

/** Why an option changes the number. */
function why(layer) {
  return layer.variant.effects
    .map(({ option, text }) => `<h3>${escaped(say("Why {option} matters", { option }))}</h3><p data-option="${option}">${escaped(layer.text(text))}</p>`)
    .join("");
}

/** The same layer in every framework that has it; an option that a framework lacks does not count there. */
function everyFramework(layer) {
  const rows = Object.keys(DATA.cells[layer.cell].frameworks).map((framework) => {
    const entry = DATA.cells[layer.cell].frameworks[framework];
    const name = `${DATA.frameworks[framework]} ${entry.title}`;
    if (!layer.bias && entry.always_bias) {
      return `<tr data-framework="${framework}"><th scope=row>${escaped(name)}</th><td colspan=2>${escaped(say("always has biases"))}</td><td></td></tr>`;
    }
    const sizes = {};
    for (const field of sizeFields(layer.cell, framework)) {
      const size = layer.sizes[field === "kernel_size" ? "kernel_1" : field];
      if (size !== undefined) sizes[field] = size;
    }
    const other = new Layer({ ...layer, framework, sizes, options: layer.options });
    const total = number(other.total);
    const difference = put([...other.total, ...layer.total.map(([factor, names]) => [-factor, names])], {});
    const value = number(difference);
    const here = framework === layer.framework;
    const sign = value !== null && value > 0n ? "+" : "";
    return `<tr data-framework="${framework}" data-value="${total ?? ""}"${here ? ' class="here"' : ""}>
      <th scope=row>${escaped(name)}${escaped(ownSettings(other))}</th><td>${escaped(show(other.total))}</td>
      <td>${here ? "" : value === 0n ? escaped(say("the same")) : escaped(sign + show(difference))}</td>
      <td>${here ? escaped(say("shown")) : chooser(framework, name)}</td></tr>`;
  });
  const heads = ["layer", "parameters", "difference"].map((head) => `<th scope=col>${escaped(say(head))}</th>`);
  return `<thead><tr>${heads.join("")}<td></td></tr></thead><tbody>${rows.join("")}</tbody>`;
}

/** The button that shows the layer in another framework. */
function chooser(framework, name) {
  const label = escaped(say("Show {layer}", { layer: name }));
  return `<button type="button" data-choose="${framework}" aria-label="${label}">${escaped(say("show"))}</button>`;
}

/** The options of a layer that are not the default, behind its name. */
function ownSettings(layer) {
  const own = Object.entries(layer.options).filter(([name, value]) => value !== layer.entry.defaults[name]);
  const text = (name, value) => (name in layer.sizes ? grouped(layer.sizes[name]) : value ? "True" : "False");
  return own.length ? ` (${own.map(([name, value]) => `${name}=${text(name, value)}`).join(", ")})` : "";
}

byId("frameworks").addEventListener("click", ({ target }) => {
  if (target.dataset.choose) {
    change(settings.cell, target.dataset.choose);
    byId("framework").focus();
  }
});

// Copying.

const COPIED = { command: "Copied the command.", markdown: "Copied Markdown.", latex: "Copied LaTeX." };

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission, or from a file: the old way.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  byId("copied").textContent = say(said);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    copy(byId(button.dataset.copy).textContent, COPIED[button.dataset.copy]);
    button.focus();
  });
}

byId("copy-link").addEventListener("click", () => {
  copy(location.href.replace(/#.*$/, "") + toLink(settings), "Copied the link.");
  byId("copy-link").focus();
});

// The start, and another link.

function openLink(fragment) {
  const named = languageOf(fragment);
  isChosen ||= named !== null;
  speak(named ?? (isChosen ? language : languageOfBrowser()));
  const { settings: given, problems } = fromLink(fragment);
  settings = given;
  buildForm();
  answer(problems);
}

window.addEventListener("hashchange", () => openLink(location.hash));
window.addEventListener("resize", () => {
  room = 0;
  answer(fromLink(toLink(settings)).problems);
});
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    isChosen = true;
    speak(button.dataset.language);
    byId("copied").textContent = "";
    history.replaceState(null, "", withLanguage(location.hash || toLink(settings)));
    const { problems } = fromLink(location.hash);
    buildForm();
    answer(problems);
  });
}
byId("version").textContent = DATA.version;
openLink(location.hash || toLink(settings));
