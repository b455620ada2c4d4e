export default {
  layout: "fixed.11ty.js",
  permalink: ({ url }) => `${url}index.html`,
};
