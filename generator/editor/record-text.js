// How the web editor reads and writes a record's file: every value as text, and only what was changed written anew.
//
// Decap would read 0701740605 as a number and write the whole file in a way of its own, without its comments. So the
// text of the file goes with the record through the editor, and what is saved is that text with some fields replaced.
// The same as generator/record_text.py does, which settles quotes and order afterwards (`bygd format`).
// `form`: {extension, heading, address, reserved, order, lists, loose, unreadable} of a kind's files: the field that names
// a record, the word that its pages' addresses begin with, names that no record may have, its fields in order, which are
// lists, and which are days, numbers and the like, that need no quotes; and what is said of a file that can't be read.

"use strict";

(() => {
  const SOURCE = "bygd-source";
  const NAME = "bygd-name";
  const AS_TEXT = { schema: jsyaml.FAILSAFE_SCHEMA };
  const WIDEST_LIST = 120;
  /** Characters. The check allows more: Decap adds a number where a name is taken. */
  const LONGEST_NAME = 60;
  const LETTERS = { đ: "d", ð: "d", ŋ: "n", ŧ: "t", ł: "l", ø: "o", æ: "ae", œ: "oe", ß: "ss" };
  const FENCE = /^---[^\S\n]*$/m;

  /** The values of a file as Decap keeps them, and the file's own text among them; why it can't be read for a heading. */
  function read(text, form) {
    try {
      return { ...valuesOf(text, form), [SOURCE]: text };
    } catch (fault) {
      const why = [form.unreadable, String(fault.message ?? fault).split("\n")[0]].filter(Boolean).join(": ");
      return { [form.heading]: why, [SOURCE]: text, "bygd-fault": why };
    }
  }

  /** The text of a file with these values. Throws where the file could not be read, so that nothing in it is lost. */
  function write(data, form) {
    const { [SOURCE]: source, [NAME]: _, "bygd-fault": fault, ...given } = data;
    if (fault) throw new Error(fault);
    const wanted = cleaned(given);
    if (source === undefined) return fresh(wanted, form);
    const before = cleaned(valuesOf(source, form));
    const names = [...new Set([...Object.keys(before), ...Object.keys(wanted)])];
    const changed = names.filter((name) => !isSame(before[name], wanted[name]));
    if (!changed.length) return source;
    let parts = divided(plain(source), form);
    for (const name of changed) parts = replaced(parts, name, wanted[name], form);
    const result = joined(parts);
    // A file that is written in some other way than a field a line is written anew: right, but without its comments.
    const sound = isSameRecord(result, wanted, form) ? result : fresh(wanted, form);
    const ends = source.includes("\r\n") ? sound.replaceAll("\n", "\r\n") : sound;
    return (source.startsWith("\ufeff") ? "\ufeff" : "") + ends;
  }

  function valuesOf(text, form) {
    const { open, fields, end } = opened(plain(text), form);
    const found = jsyaml.load(fields, AS_TEXT) ?? {};
    if (typeof found !== "object" || Array.isArray(found)) throw new Error(fields.split("\n")[0]);
    const values = {};
    for (const [name, value] of Object.entries(found)) {
      const many = Array.isArray(value) || (form.lists.includes(name) && value);
      values[name] = many ? [value].flat().map((one) => textOf(one)) : textOf(value);
    }
    const body = open && end.slice(FENCE.exec(end)[0].length).trim();
    return body && !values.body ? { ...values, body } : values;
  }

  function textOf(value) {
    if (value !== null && typeof value === "object") throw new Error(JSON.stringify(value));
    return String(value ?? "").trim();
  }

  function plain(text) {
    const bare = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    return bare.endsWith("\n") ? bare : `${bare}\n`;
  }

  /** A .md file is a fence, its fields, a fence and a text; a .yaml file is its fields. */
  function opened(text, form) {
    if (form.extension !== "md") return { open: "", fields: text, end: "" };
    const open = /^---[^\S\n]*\n/.exec(text)?.[0];
    const close = open && FENCE.exec(text.slice(open.length));
    if (!close) throw new Error("---");
    const at = open.length + close.index;
    return { open, fields: text.slice(open.length, at), end: text.slice(at) };
  }

  /** {open, head, fields: [{name, own, after}], end}; `after` are the blank lines and comments below a field. */
  function divided(text, form) {
    const { open, fields, end } = opened(text, form);
    const parts = { open, head: "", fields: [], end };
    for (const line of fields.split("\n").slice(0, -1)) {
      const name = /^(?:([\w-]+)|"([^"]*)"|'([^']*)')\s*:(?=\s|$)/.exec(line)?.slice(1).find(Boolean);
      const field = parts.fields.at(-1);
      if (name) parts.fields.push({ name, own: `${line}\n`, after: "" });
      else if (!field) parts.head += `${line}\n`;
      else if (!line.trim() || line.startsWith("#")) field.after += `${line}\n`;
      else [field.own, field.after] = [`${field.own}${field.after}${line}\n`, ""];
    }
    return parts;
  }

  function joined({ open, head, fields, end }) {
    return open + head + fields.map(({ own, after }) => own + after).join("") + end;
  }

  function replaced(parts, name, value, form) {
    const at = parts.fields.findIndex((field) => field.name === name);
    if (name === "body" && parts.open && at < 0) {
      const fence = FENCE.exec(parts.end)[0];
      const above = /^\s*\n(?=.*\S)/.exec(parts.end.slice(fence.length))?.[0] ?? "\n\n";
      return { ...parts, end: value ? `${fence}${above}${value}\n` : `${fence}\n` };
    }
    const fields = [...parts.fields];
    if (at >= 0) fields[at] = { ...fields[at], own: value === undefined ? "" : rewritten(fields[at].own, name, value, form) };
    else fields.splice(placeOf(name, fields, form), 0, { name, own: fieldText(name, value, form), after: "" });
    return { ...parts, fields };
  }

  /** After the last of the fields that come before it in the kind. */
  function placeOf(name, fields, { order }) {
    const earlier = new Set(order.slice(0, order.indexOf(name)));
    return fields.findLastIndex((field) => earlier.has(field.name)) + 1;
  }

  function rewritten(own, name, value, form) {
    const [first, ...rest] = own.split("\n").slice(0, -1);
    if (Array.isArray(value) && rest.some((line) => /^\s*- /.test(line))) return listWith(first, rest, value);
    const comment = rest.length ? "" : (/\s+#\s.*$/.exec(first)?.[0] ?? "");
    const isComment = comment && isSame(loaded(own), loaded(`${first.slice(0, -comment.length)}\n`));
    const text = fieldText(name, value, form, /:\s*[|>]/.test(first));
    return isComment ? text.replace("\n", `${comment}\n`) : text;
  }

  /** Items that are still there keep their lines, and the comments above them. */
  function listWith(first, lines, items) {
    const kept = new Map();
    let chunk = "";
    const keep = () => {
      const value = /^\s*- /m.test(chunk) && [loaded(`${first}\n${chunk}`)].flat()[0];
      if (value) kept.set(textOf(value), chunk);
    };
    for (const line of lines) {
      if (/^\s*- /m.test(line) && /^\s*- /m.test(chunk)) [, chunk] = [keep(), ""];
      chunk += `${line}\n`;
    }
    keep();
    const indent = /^\s*(?=- )/m.exec(lines.join("\n"))[0];
    return `${first}\n${items.map((one) => kept.get(one) ?? `${indent}- ${scalar(one)}\n`).join("")}`;
  }

  function loaded(field) {
    return Object.values(jsyaml.load(field, AS_TEXT))[0];
  }

  function fieldText(name, value, form, isBlock = false) {
    if (Array.isArray(value)) {
      const line = `${name}: ${jsyaml.dump(value, { flowLevel: 0, lineWidth: -1 }).trim()}\n`;
      const isShort = line.length <= WIDEST_LIST && value.every((one) => /^[\p{L}\p{N}_.-]+$/u.test(one));
      return isShort ? line : `${name}:\n${value.map((one) => `  - ${scalar(one)}\n`).join("")}`;
    }
    if (isBlock || value.includes("\n")) return `${name}: |\n${value.replace(/^(?=.*\S)/gm, "  ").replace(/^\s+$/gm, "")}\n`;
    const isLoose = form.loose.includes(name) && /^[\w.:+-]+( [\w.:+-]+)?$/.test(value);
    return `${name}: ${isLoose ? value : scalar(value)}\n`;
  }

  /** On one line, in quotes where some reader of YAML would take it for something else than a text. */
  function scalar(text) {
    const written = text.includes("\n") ? JSON.stringify(text) : jsyaml.dump(text, { lineWidth: -1 }).trim();
    const isSentence = written.startsWith("'") && /[ ']/.test(text) && !/["\\]/.test(text);
    return isSentence ? `"${text}"` : written;
  }

  function fresh(values, form) {
    const { body, ...others } = values;
    const isMarkdown = form.extension === "md";
    const fields = isMarkdown ? others : values;
    const names = Object.keys(fields).sort((a, b) => rank(a, form) - rank(b, form));
    const text = names.map((name) => fieldText(name, fields[name], form)).join("");
    return isMarkdown ? `---\n${text}---\n${body ? `\n${body}\n` : ""}` : text;
  }

  function rank(name, { order }) {
    return order.includes(name) ? order.indexOf(name) : order.length;
  }

  /** Texts and lists of texts without what is empty: what an editor leaves of a field that is cleared. */
  function cleaned(values) {
    const kept = {};
    for (const [name, value] of Object.entries(values)) {
      const clean = Array.isArray(value) ? value.map(textOf).filter(Boolean) : textOf(value);
      if (clean.length) kept[name] = clean;
    }
    return kept;
  }

  function isSameRecord(text, wanted, form) {
    const found = cleaned(read(text, form));
    delete found[SOURCE];
    const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
    return [...names].every((name) => isSame(found[name], wanted[name]));
  }

  function isSame(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  /** A file's name that may stand in an address, and on every system: the same as proposed_id in generator/source.py. */
  function fileName(text, otherwise) {
    const unmarked = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]+/g, "");
    const latin = unmarked.replace(/[đðŋŧłøæœß]/g, (letter) => LETTERS[letter]);
    const plain = trimmed(trimmed(latin.replace(/[^a-z0-9]+/g, "-")).slice(0, LONGEST_NAME));
    return /^(con|prn|aux|nul|(com|lpt)\d)$/.test(plain) ? `${plain}-1` : plain || otherwise;
  }

  function trimmed(name) {
    return name.replace(/^-|-$/g, "");
  }

  /** What Decap calls the file of a new record. Its own way keeps signs that no address of ours has, such as `_` and `.`. */
  function named(data, form) {
    const name = fileName(textOf(data[form.heading]), form.address);
    return { [NAME]: form.reserved.includes(name) ? `${name}-1` : name };
  }

  globalThis.RecordText = { read, write, named, fileName };
})();
