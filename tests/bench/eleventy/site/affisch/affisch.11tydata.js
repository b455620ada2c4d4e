export default {
  layout: "poster.11ty.js",
  permalink: ({ page }) => `/trygghet/${page.filePathStem.split("/").pop()}/affisch/index.html`,
};
