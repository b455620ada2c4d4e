// How Eleventy builds the corpus: Markdown as it is, templates in JavaScript, nothing else.
export default function (eleventy) {
  eleventy.addCollection("byAddress", (collections) => [
    new Map(collections.getAll().filter((item) => item.data.params?.kind).map((item) => [item.url, item])),
  ]);
  return { dir: { input: "content", includes: "_includes", data: "_data" }, markdownTemplateEngine: false };
}
