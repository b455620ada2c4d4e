// /admin/: Decap CMS with our own way to read and write files, and with controls for a moment and for a picture.
// config.json is made by generator/outputs/editor.py: {cms, forms, words, phrases}.

"use strict";

window.CMS_MANUAL_INIT = true;

(async () => {
  const [{ cms, forms, words, phrases }] = await Promise.all([fetched("config.json"), loaded("decap-cms.js")]);
  for (const [name, form] of Object.entries(forms)) {
    CMS.registerCustomFormat(name, form.extension, {
      fromFile: (text) => RecordText.read(text, form),
      toFile: (data) => RecordText.write(data, form),
    });
  }
  for (const [path, text] of Object.entries(phrases)) speak(CMS.getLocale(cms.locale), path.split("."), text);
  CMS.registerEventListener({
    name: "preSave",
    handler: ({ entry }) => {
      const data = entry.get("data");
      return entry.get("newRecord") ? data.merge(RecordText.named(data.toJS(), forms[entry.get("collection")])) : data;
    },
  });
  CMS.registerWidget("bygd-moment", momentControl(words));
  CMS.registerWidget("bygd-picture", pictureControl(words));
  // Decap's own library saves on the branch at once, unseen by others: here a picture comes with its record.
  CMS.registerMediaLibrary({ name: "none", init: () => ({ show() {}, hide() {}, enableStandalone: () => false }) });
  CMS.init({ config: { ...cms, load_config_file: false } });
})();

function speak(locale, [name, ...rest], text) {
  if (rest.length) speak((locale[name] ??= {}), rest, text);
  else locale[name] = text;
}

async function fetched(address) {
  return (await fetch(address, { cache: "no-cache" })).json();
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject }));
  });
}

/** A day, and perhaps a time: `2026-12-24` or `2026-12-24 18:00`. */
function momentControl(words) {
  return createClass({
    change(day, clock) {
      this.props.onChange([day, day && clock].filter(Boolean).join(" "));
    },
    render() {
      const { value, forID, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const [, day = "", clock = ""] = /^(\d{4}-\d\d-\d\d)?(?:[T ]+(\d\d:\d\d))?/.exec(value ?? "");
      const common = { onFocus: setActiveStyle, onBlur: setInactiveStyle, style: { marginRight: "1rem" } };
      const input = (type, more) => h("input", { ...common, type, ...more });
      return h(
        "div",
        { className: classNameWrapper },
        input("date", { id: forID, value: day, onChange: (event) => this.change(event.target.value, clock) }),
        input("time", { "aria-label": words.clock, value: clock, onChange: (event) => this.change(day, event.target.value) }),
      );
    },
  });
}

/** A picture's file name, then what it shows in words: `torget.jpg Fyra personer vid en svarv`. */
function pictureControl(words) {
  return createClass({
    parts() {
      const [, name, text] = /^(\S*)\s?([^]*)$/.exec(this.props.value ?? "");
      return { name, text };
    },
    isValid() {
      const { name, text } = this.parts();
      return name && !text.trim() ? { error: { type: "CUSTOM", message: words.no_description } } : true;
    },
    /** The file goes with the record: it is proposed and reviewed together with it. */
    async choose(file) {
      if (!file) return;
      const name = pictureName(file.name);
      await this.props.onPersistMedia(new File([file], name, { type: file.type }), { field: this.props.field });
      this.props.onChange(`${name} ${this.parts().text}`);
    },
    render() {
      const { forID, classNameWrapper, setActiveStyle, setInactiveStyle, onChange } = this.props;
      const { name, text } = this.parts();
      const accept = "image/jpeg,image/png,image/webp";
      return h(
        "div",
        { className: classNameWrapper },
        h("p", null, name || words.no_picture),
        h("input", { type: "file", accept, "aria-label": words.choose, onChange: (e) => this.choose(e.target.files[0]) }),
        h("input", {
          id: forID,
          type: "text",
          value: text,
          placeholder: words.description,
          "aria-label": words.description,
          style: { display: "block", width: "100%", marginTop: "0.5rem" },
          onFocus: setActiveStyle,
          onBlur: setInactiveStyle,
          onChange: (event) => onChange(`${name} ${event.target.value}`),
        }),
      );
    },
  });
}

/**
 * A name that may stand in an address, and that no picture has yet: a telephone's `IMG_2034.JPG` as `img-2034-1f9c0a.jpg`.
 * Decap would take away the published picture of the same name.
 */
function pictureName(given) {
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/s.exec(given.toLowerCase());
  return `${RecordText.fileName(stem, "bild")}-${crypto.randomUUID().slice(0, 6)}${ending ?? ""}`;
}
